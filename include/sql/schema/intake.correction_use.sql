-- intake.correction_use. Grain: One registered correction held against one decision.
CREATE TABLE intake.correction_use (
    submission_id text NOT NULL,
    decision_number integer NOT NULL,
    correction_id text NOT NULL,
    dataset text NOT NULL,
    rows_count bigint NOT NULL,
    refusal text,
    PRIMARY KEY (submission_id, decision_number, correction_id)
);
COMMENT ON TABLE intake.correction_use IS 'One registered correction held against one decision.';
COMMENT ON COLUMN intake.correction_use.submission_id IS 'The submission.';
COMMENT ON COLUMN intake.correction_use.decision_number IS 'The decision.';
COMMENT ON COLUMN intake.correction_use.correction_id IS 'The correction.';
COMMENT ON COLUMN intake.correction_use.dataset IS 'The dataset.';
COMMENT ON COLUMN intake.correction_use.rows_count IS 'Rows that it changed.';
COMMENT ON COLUMN intake.correction_use.refusal IS 'Why it was not applied: an alarm for us.';
