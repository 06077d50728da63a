-- intake.current_submission. Grain: The submission that speaks for one network, period and dataset now.
CREATE TABLE intake.current_submission (
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    submission_id text NOT NULL,
    lines_of text NOT NULL,
    is_nil boolean NOT NULL,
    PRIMARY KEY (network_code, reporting_period, dataset)
);
CREATE INDEX current_submission_reporting_period_dataset_idx ON intake.current_submission (reporting_period, dataset);
COMMENT ON TABLE intake.current_submission IS 'The submission that speaks for one network, period and dataset now.';
COMMENT ON COLUMN intake.current_submission.network_code IS 'The network.';
COMMENT ON COLUMN intake.current_submission.reporting_period IS 'The period.';
COMMENT ON COLUMN intake.current_submission.dataset IS 'The dataset.';
COMMENT ON COLUMN intake.current_submission.submission_id IS 'The submission that speaks.';
COMMENT ON COLUMN intake.current_submission.lines_of IS 'The decision whose lines count.';
COMMENT ON COLUMN intake.current_submission.is_nil IS 'A nil return.';
