-- W02: lines whose beneficiaries are far above the latest earlier figure of the same key. Grain: one line.
-- Grouped, not joined: the planner knows nothing yet of lines added in this transaction.
WITH candidates AS MATERIALIZED (
    SELECT
        row_number,
        innovation_code,
        location,
        beneficiaries_count
    FROM warehouse.adoption_line
    WHERE
        reporting_period = :reporting_period
        AND submission_id = :submission_id
        AND beneficiaries_count > :jump_from
),

figures AS (
    SELECT
        row_number,
        innovation_code,
        location,
        CAST(NULL AS text) AS reporting_period,
        beneficiaries_count
    FROM candidates
    UNION ALL
    SELECT
        CAST(NULL AS bigint) AS row_number,
        line.innovation_code,
        line.location,
        line.reporting_period,
        line.beneficiaries_count
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.adoption_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    WHERE
        speaks.network_code = :network_code
        AND speaks.dataset = 'adoptions'
        AND speaks.reporting_period < :reporting_period
        AND line.beneficiaries_count > 0
        AND EXISTS (SELECT 1 FROM candidates)
),

latest AS (
    SELECT
        (array_agg(row_number) FILTER (WHERE row_number IS NOT NULL))[1] AS row_number,
        (array_agg(beneficiaries_count) FILTER (WHERE row_number IS NOT NULL))[1] AS value,
        (array_agg(beneficiaries_count ORDER BY reporting_period DESC) FILTER (WHERE row_number IS NULL))[1]
            AS earlier_value,
        max(reporting_period) AS earlier_period
    FROM figures
    GROUP BY innovation_code, location
    HAVING count(row_number) > 0 AND count(reporting_period) > 0
)

SELECT
    row_number,
    'beneficiaries_count' AS column_name,
    CAST(value AS numeric) AS value,
    CAST(earlier_value AS numeric) AS earlier_value,
    earlier_period,
    count(*) OVER () AS found
FROM latest
WHERE value > :jump_factor * earlier_value
ORDER BY row_number
LIMIT :listed
