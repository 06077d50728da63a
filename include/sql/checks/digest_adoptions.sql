-- Every current line of adoptions, in a fixed order, for the digest.
COPY (
    SELECT
        line.reporting_period,
        line.network_code,
        line.innovation_code,
        line.location,
        line.location_code,
        line.location_name,
        line.location_postcode,
        line.adoption_status,
        line.adopted_date,
        line.stopped_date,
        line.beneficiaries_count,
        line.benefit_basis,
        line.notes
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.adoption_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    WHERE speaks.dataset = 'adoptions'
    ORDER BY line.reporting_period, line.network_code, line.innovation_code, line.location
) TO STDOUT
