-- intake.submission_dataset. Grain: One dataset of one decision on a submission, with its counts.
CREATE TABLE intake.submission_dataset (
    submission_id text NOT NULL,
    decision_number integer NOT NULL,
    dataset text NOT NULL,
    sheet text,
    rows_read bigint NOT NULL,
    rows_accepted bigint NOT NULL,
    rows_held bigint NOT NULL,
    rows_repeated bigint NOT NULL,
    rows_blank bigint NOT NULL,
    is_nil boolean NOT NULL,
    lines_of text NOT NULL,
    PRIMARY KEY (submission_id, decision_number, dataset)
);
COMMENT ON TABLE intake.submission_dataset IS 'One dataset of one decision on a submission, with its counts.';
COMMENT ON COLUMN intake.submission_dataset.submission_id IS 'The submission.';
COMMENT ON COLUMN intake.submission_dataset.decision_number IS 'The decision.';
COMMENT ON COLUMN intake.submission_dataset.dataset IS 'The dataset.';
COMMENT ON COLUMN intake.submission_dataset.sheet IS 'The sheet it was on.';
COMMENT ON COLUMN intake.submission_dataset.rows_read IS 'Rows read: accepted, held and repeated.';
COMMENT ON COLUMN intake.submission_dataset.rows_accepted IS 'Rows that count.';
COMMENT ON COLUMN intake.submission_dataset.rows_held IS 'Rows that do not count until resubmitted.';
COMMENT ON COLUMN intake.submission_dataset.rows_repeated IS 'Further copies of rows that count once.';
COMMENT ON COLUMN intake.submission_dataset.rows_blank IS 'Blank rows; not read rows.';
COMMENT ON COLUMN intake.submission_dataset.is_nil IS 'A nil return.';
COMMENT ON COLUMN intake.submission_dataset.lines_of IS 'The decision whose lines count.';
