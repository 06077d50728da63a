-- Adds rows to intake.held_row in bulk.
COPY intake.held_row (
    submission_id,
    dataset,
    row_number,
    rules,
    innovation_code,
    place,
    deal_reference,
    beneficiaries_count,
    benefit_basis,
    investment_gbp
) FROM STDIN (FORMAT csv);
