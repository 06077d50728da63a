-- Adds rows to candidate_economic_impact_line in bulk.
COPY candidate_economic_impact_line (
    reporting_period,
    network_code,
    submission_id,
    sheet,
    row_number,
    deal_reference,
    innovation_code,
    company_name,
    company_number,
    funding_type,
    investment_gbp,
    jobs_created_fte,
    jobs_safeguarded_fte,
    notes
) FROM STDIN (FORMAT csv);
