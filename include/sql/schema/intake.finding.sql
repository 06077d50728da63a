-- intake.finding. Grain: One listed finding of one decision on a submission.
CREATE TABLE intake.finding (
    submission_id text NOT NULL,
    decision_number integer NOT NULL,
    finding_number integer NOT NULL,
    rule text NOT NULL,
    severity text NOT NULL,
    dataset text,
    sheet text,
    row_number bigint,
    column_name text,
    cell text,
    value text,
    message text NOT NULL,
    fix text NOT NULL,
    PRIMARY KEY (submission_id, decision_number, finding_number)
);
COMMENT ON TABLE intake.finding IS 'One listed finding of one decision on a submission.';
COMMENT ON COLUMN intake.finding.submission_id IS 'The submission.';
COMMENT ON COLUMN intake.finding.decision_number IS 'The decision.';
COMMENT ON COLUMN intake.finding.finding_number IS 'Its place in the receipt, from 1.';
COMMENT ON COLUMN intake.finding.rule IS 'The rule.';
COMMENT ON COLUMN intake.finding.severity IS 'reject, hold, warn or note.';
COMMENT ON COLUMN intake.finding.dataset IS 'The dataset.';
COMMENT ON COLUMN intake.finding.sheet IS 'The sheet.';
COMMENT ON COLUMN intake.finding.row_number IS 'The row as a person sees it.';
COMMENT ON COLUMN intake.finding.column_name IS 'The column.';
COMMENT ON COLUMN intake.finding.cell IS 'The cell''s A1 address.';
COMMENT ON COLUMN intake.finding.value IS 'The value as sent, cut at 100 characters.';
COMMENT ON COLUMN intake.finding.message IS 'What is wrong.';
COMMENT ON COLUMN intake.finding.fix IS 'What to do.';
