-- W08: deals that another network reports for the same period too. Grain: one line.
-- Grouped, not joined: the planner knows nothing yet of lines added in this transaction.
WITH claims AS (
    SELECT
        row_number,
        deal_reference,
        CAST(NULL AS text) AS network_code
    FROM warehouse.economic_impact_line
    WHERE reporting_period = :reporting_period AND submission_id = :submission_id
    UNION ALL
    SELECT
        CAST(NULL AS bigint) AS row_number,
        line.deal_reference,
        line.network_code
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.economic_impact_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    WHERE
        speaks.reporting_period = :reporting_period
        AND speaks.dataset = 'economic_impact'
        AND speaks.network_code <> :network_code
)

SELECT
    deal_reference,
    max(row_number) AS row_number,
    array_agg(DISTINCT network_code ORDER BY network_code) FILTER (WHERE network_code IS NOT NULL) AS networks,
    count(*) OVER () AS found
FROM claims
GROUP BY deal_reference
HAVING count(row_number) > 0 AND count(network_code) > 0
ORDER BY row_number
LIMIT :listed
