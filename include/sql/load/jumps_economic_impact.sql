-- W02: deals with a figure far above the latest earlier one of the same reference. Grain: one line and figure.
-- Grouped, not joined: the planner knows nothing yet of lines added in this transaction.
WITH lines AS (
    SELECT
        line.row_number,
        line.deal_reference,
        CAST(NULL AS text) AS reporting_period,
        line.investment_gbp,
        line.jobs_created_fte,
        line.jobs_safeguarded_fte
    FROM warehouse.economic_impact_line AS line
    WHERE line.reporting_period = :reporting_period AND line.submission_id = :submission_id
    UNION ALL
    SELECT
        CAST(NULL AS bigint) AS row_number,
        line.deal_reference,
        line.reporting_period,
        line.investment_gbp,
        line.jobs_created_fte,
        line.jobs_safeguarded_fte
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.economic_impact_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    WHERE
        speaks.network_code = :network_code
        AND speaks.dataset = 'economic_impact'
        AND speaks.reporting_period < :reporting_period
),

figures AS (
    SELECT
        lines.row_number,
        lines.deal_reference,
        lines.reporting_period,
        figure.column_name,
        figure.value
    FROM lines
    CROSS JOIN
        LATERAL (
            VALUES
            ('investment_gbp', lines.investment_gbp),
            ('jobs_created_fte', lines.jobs_created_fte),
            ('jobs_safeguarded_fte', lines.jobs_safeguarded_fte)
        ) AS figure (column_name, value)
    WHERE figure.value > 0
),

latest AS (
    SELECT
        column_name,
        (array_agg(row_number) FILTER (WHERE row_number IS NOT NULL))[1] AS row_number,
        (array_agg(value) FILTER (WHERE row_number IS NOT NULL))[1] AS value,
        (array_agg(value ORDER BY reporting_period DESC) FILTER (WHERE row_number IS NULL))[1] AS earlier_value,
        max(reporting_period) AS earlier_period
    FROM figures
    GROUP BY deal_reference, column_name
    HAVING count(row_number) > 0 AND count(reporting_period) > 0
)

SELECT
    row_number,
    column_name,
    value,
    earlier_value,
    earlier_period,
    count(*) OVER () AS found
FROM latest
WHERE value > :jump_from AND value > :jump_factor * earlier_value
ORDER BY row_number, column_name
LIMIT :listed
