"""The Great Expectations part: suites, findings, verdict."""
