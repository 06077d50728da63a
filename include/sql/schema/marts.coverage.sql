-- marts.coverage. Grain: Whether one network has reported one dataset of one reporting period that is asked for.
CREATE TABLE marts.coverage (
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    dataset text NOT NULL,
    coverage text NOT NULL,
    submission_id text,
    due_date date,
    is_late boolean NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (reporting_period, network_code, dataset)
);
COMMENT ON TABLE marts.coverage IS 'Whether one network has reported one dataset of one reporting period that is asked for.';
COMMENT ON COLUMN marts.coverage.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.coverage.network_code IS 'The reporting network.';
COMMENT ON COLUMN marts.coverage.dataset IS 'adoptions or economic_impact.';
COMMENT ON COLUMN marts.coverage.coverage IS 'reported, nil (a nil return) or missing.';
COMMENT ON COLUMN marts.coverage.submission_id IS 'The submission that speaks; none if missing.';
COMMENT ON COLUMN marts.coverage.due_date IS 'The last day to be in time; none: no due day.';
COMMENT ON COLUMN marts.coverage.is_late IS 'It came after the due day; or it is missing and the day has passed.';
COMMENT ON COLUMN marts.coverage.refreshed_at IS 'When the row was last made.';
