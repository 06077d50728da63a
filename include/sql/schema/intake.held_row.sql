-- intake.held_row. Grain: One row that does not count, of a submission that does.
CREATE TABLE intake.held_row (
    submission_id text NOT NULL,
    dataset text NOT NULL,
    row_number bigint NOT NULL,
    rules text[] NOT NULL,
    innovation_code text,
    place text,
    deal_reference text,
    beneficiaries_count bigint,
    benefit_basis text,
    investment_gbp numeric(14, 2),
    PRIMARY KEY (submission_id, dataset, row_number)
);
COMMENT ON TABLE intake.held_row IS 'One row that does not count, of a submission that does.';
COMMENT ON COLUMN intake.held_row.submission_id IS 'The decision, as lines name it.';
COMMENT ON COLUMN intake.held_row.dataset IS 'The dataset.';
COMMENT ON COLUMN intake.held_row.row_number IS 'The row as a person sees it.';
COMMENT ON COLUMN intake.held_row.rules IS 'Every rule that holds it.';
COMMENT ON COLUMN intake.held_row.innovation_code IS 'As far as it could be read.';
COMMENT ON COLUMN intake.held_row.place IS 'The reported location, as far as it could be read.';
COMMENT ON COLUMN intake.held_row.deal_reference IS 'As far as it could be read.';
COMMENT ON COLUMN intake.held_row.beneficiaries_count IS 'As far as it could be read.';
COMMENT ON COLUMN intake.held_row.benefit_basis IS 'As far as it could be read.';
COMMENT ON COLUMN intake.held_row.investment_gbp IS 'As far as it could be read.';
