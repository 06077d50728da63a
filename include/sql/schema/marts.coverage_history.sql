-- marts.coverage_history. Grain: As it was shown from one moment until another: whether one network has reported one dataset of one reporting period that is asked for.
CREATE TABLE marts.coverage_history (
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    dataset text NOT NULL,
    coverage text NOT NULL,
    submission_id text,
    due_date date,
    is_late boolean NOT NULL,
    shown_from timestamptz NOT NULL,
    shown_until timestamptz NOT NULL
);
CREATE INDEX coverage_history_shown_until_reporting_period_idx ON marts.coverage_history (shown_until, reporting_period);
COMMENT ON TABLE marts.coverage_history IS 'As it was shown from one moment until another: whether one network has reported one dataset of one reporting period that is asked for.';
COMMENT ON COLUMN marts.coverage_history.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.coverage_history.network_code IS 'The reporting network.';
COMMENT ON COLUMN marts.coverage_history.dataset IS 'adoptions or economic_impact.';
COMMENT ON COLUMN marts.coverage_history.coverage IS 'reported, nil (a nil return) or missing.';
COMMENT ON COLUMN marts.coverage_history.submission_id IS 'The submission that speaks; none if missing.';
COMMENT ON COLUMN marts.coverage_history.due_date IS 'The last day to be in time; none: no due day.';
COMMENT ON COLUMN marts.coverage_history.is_late IS 'It came after the due day; or it is missing and the day has passed.';
COMMENT ON COLUMN marts.coverage_history.shown_from IS 'When the row was first shown.';
COMMENT ON COLUMN marts.coverage_history.shown_until IS 'When another took its place; 9999-12-31: it is still shown.';
