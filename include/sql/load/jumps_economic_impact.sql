-- W02: deals with a figure far above the latest earlier one of the same reference. Grain: one line and figure.
WITH candidates AS (
    SELECT
        line.row_number,
        line.deal_reference,
        figure.column_name,
        figure.value
    FROM warehouse.economic_impact_line AS line
    CROSS JOIN
        LATERAL (
            VALUES
            ('investment_gbp', line.investment_gbp),
            ('jobs_created_fte', line.jobs_created_fte),
            ('jobs_safeguarded_fte', line.jobs_safeguarded_fte)
        ) AS figure (column_name, value)
    WHERE
        line.reporting_period = :reporting_period
        AND line.submission_id = :submission_id
        AND figure.value > :jump_from
),

earlier AS (
    SELECT DISTINCT ON (line.deal_reference, figure.column_name)
        line.deal_reference,
        line.reporting_period,
        figure.column_name,
        figure.value
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.economic_impact_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    CROSS JOIN
        LATERAL (
            VALUES
            ('investment_gbp', line.investment_gbp),
            ('jobs_created_fte', line.jobs_created_fte),
            ('jobs_safeguarded_fte', line.jobs_safeguarded_fte)
        ) AS figure (column_name, value)
    INNER JOIN candidates
        ON line.deal_reference = candidates.deal_reference AND figure.column_name = candidates.column_name
    WHERE
        speaks.network_code = :network_code
        AND speaks.dataset = 'economic_impact'
        AND speaks.reporting_period < :reporting_period
        AND figure.value > 0
    ORDER BY line.deal_reference ASC, figure.column_name ASC, line.reporting_period DESC
)

SELECT
    candidates.row_number,
    candidates.column_name,
    candidates.value,
    earlier.value AS earlier_value,
    earlier.reporting_period AS earlier_period,
    count(*) OVER () AS found
FROM candidates
INNER JOIN earlier USING (deal_reference, column_name)
WHERE candidates.value > :jump_factor * earlier.value
ORDER BY candidates.row_number, candidates.column_name
LIMIT :listed
