-- Adds rows to candidate_adoption_line in bulk.
COPY candidate_adoption_line (
    reporting_period,
    network_code,
    submission_id,
    sheet,
    row_number,
    innovation_code,
    location_code,
    location_name,
    location_postcode,
    adoption_status,
    adopted_date,
    stopped_date,
    beneficiaries_count,
    benefit_basis,
    notes,
    location
) FROM STDIN (FORMAT csv);
