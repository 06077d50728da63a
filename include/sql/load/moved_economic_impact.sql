-- What one submission's deals add up to, and how much of it counts nationally, before and after it
-- speaks. Grain: one side (new or earlier); every figure is the network's own, never another network's.
-- Which network counts for a shared deal: totals, section 4.
WITH own AS (
    SELECT
        submission_id = :lines_of AS is_new,
        deal_reference,
        investment_gbp,
        jobs_created_fte,
        jobs_safeguarded_fte
    FROM warehouse.economic_impact_line
    WHERE reporting_period = :reporting_period AND submission_id IN (:lines_of, :earlier_lines_of)
),

rival AS (
    SELECT DISTINCT ON (line.deal_reference)
        line.deal_reference,
        line.network_code,
        line.investment_gbp
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.economic_impact_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    WHERE
        speaks.reporting_period = :reporting_period
        AND speaks.dataset = 'economic_impact'
        AND speaks.network_code <> :network_code
    ORDER BY line.deal_reference ASC, line.investment_gbp DESC, line.network_code COLLATE "C" ASC
),

decided AS (
    SELECT
        own.*,
        rival.network_code IS NOT NULL AS is_shared,
        rival.network_code IS NULL
        OR own.investment_gbp > rival.investment_gbp
        OR (
            own.investment_gbp = rival.investment_gbp
            AND CAST(:network_code AS text) COLLATE "C" < rival.network_code COLLATE "C"
        ) AS is_counted
    FROM own
    LEFT JOIN rival ON own.deal_reference = rival.deal_reference
),

handed AS (
    SELECT 1 AS one
    FROM decided
    WHERE is_shared
    GROUP BY deal_reference
    HAVING
        coalesce(bool_or(is_counted) FILTER (WHERE is_new), FALSE)
        <> coalesce(bool_or(is_counted) FILTER (WHERE NOT is_new), FALSE)
)

SELECT
    is_new,
    count(*) AS deals_count,
    coalesce(sum(investment_gbp), 0) AS investment_gbp,
    coalesce(sum(jobs_created_fte), 0) AS jobs_created_fte,
    coalesce(sum(jobs_safeguarded_fte), 0) AS jobs_safeguarded_fte,
    count(*) FILTER (WHERE is_counted) AS counted_deals_count,
    coalesce(sum(investment_gbp) FILTER (WHERE is_counted), 0) AS counted_investment_gbp,
    coalesce(sum(jobs_created_fte) FILTER (WHERE is_counted), 0) AS counted_jobs_created_fte,
    coalesce(sum(jobs_safeguarded_fte) FILTER (WHERE is_counted), 0) AS counted_jobs_safeguarded_fte,
    (SELECT count(*) FROM handed) AS handed_over_count
FROM decided
GROUP BY is_new
