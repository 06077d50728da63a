-- reference.reporting_period. Grain: One period that is asked for, for a span of registry versions.
CREATE TABLE reference.reporting_period (
    reporting_period text NOT NULL,
    due_date date,
    closes_date date,
    from_version integer NOT NULL,
    to_version integer,
    PRIMARY KEY (reporting_period, from_version)
);
COMMENT ON TABLE reference.reporting_period IS 'One period that is asked for, for a span of registry versions.';
COMMENT ON COLUMN reference.reporting_period.reporting_period IS 'The period''s code.';
COMMENT ON COLUMN reference.reporting_period.due_date IS 'The last day on which a report is in time.';
COMMENT ON COLUMN reference.reporting_period.closes_date IS 'The last day on which a report is taken.';
COMMENT ON COLUMN reference.reporting_period.from_version IS 'The first registry version in which the row holds.';
COMMENT ON COLUMN reference.reporting_period.to_version IS 'The first registry version in which it no longer holds.';
