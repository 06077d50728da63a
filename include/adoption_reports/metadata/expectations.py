"""The Great Expectations suites as data, rendered from the columns and rules."""


def expectation_suites() -> dict[str, str]:
    """Each suite as JSON text by its file name."""
    return {}
