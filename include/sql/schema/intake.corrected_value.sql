-- intake.corrected_value. Grain: One cell of one decision's lines that a registered correction changed.
CREATE TABLE intake.corrected_value (
    submission_id text NOT NULL,
    dataset text NOT NULL,
    row_number bigint NOT NULL,
    column_name text NOT NULL,
    correction_id text NOT NULL,
    value_sent text NOT NULL,
    value_used text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (submission_id, dataset, row_number, column_name)
);
COMMENT ON TABLE intake.corrected_value IS 'One cell of one decision''s lines that a registered correction changed.';
COMMENT ON COLUMN intake.corrected_value.submission_id IS 'The decision, as lines name it.';
COMMENT ON COLUMN intake.corrected_value.dataset IS 'The dataset.';
COMMENT ON COLUMN intake.corrected_value.row_number IS 'The row as a person sees it.';
COMMENT ON COLUMN intake.corrected_value.column_name IS 'The column.';
COMMENT ON COLUMN intake.corrected_value.correction_id IS 'The correction.';
COMMENT ON COLUMN intake.corrected_value.value_sent IS 'The value as sent.';
COMMENT ON COLUMN intake.corrected_value.value_used IS 'The value that counts.';
COMMENT ON COLUMN intake.corrected_value.reason IS 'Why, and who agreed.';
