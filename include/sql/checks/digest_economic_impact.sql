-- Every current line of economic impact, in a fixed order, for the digest.
COPY (
    SELECT
        line.reporting_period,
        line.network_code,
        line.deal_reference,
        line.innovation_code,
        line.company_name,
        line.company_number,
        line.funding_type,
        line.investment_gbp,
        line.jobs_created_fte,
        line.jobs_safeguarded_fte,
        line.notes
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.economic_impact_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    WHERE speaks.dataset = 'economic_impact'
    ORDER BY line.reporting_period, line.network_code, line.deal_reference
) TO STDOUT
