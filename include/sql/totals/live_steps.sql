-- When the changing adoptions become live or cease to be. Grain: one place (or innovation), scope and period.
-- Run with sign -1 for what was said and 1 for what is said. Nationally, of several lines in one period one
-- that says adopted is enough.
INSERT INTO step_change (place, innovation_code, scope, reporting_period, step)
WITH said AS (
    SELECT
        change.place,
        change.innovation_code,
        change.network_code,
        change.reporting_period,
        CASE :sign WHEN 1 THEN change.is_adopted ELSE change.was_adopted END AS is_adopted
    FROM recurring
    INNER JOIN claim_change AS change
        ON recurring.place = change.place AND recurring.innovation_code = change.innovation_code
    WHERE CASE :sign WHEN 1 THEN change.is_reported ELSE change.was_reported END
    UNION ALL
    SELECT
        place,
        innovation_code,
        network_code,
        reporting_period,
        is_adopted
    FROM other_claim
),

stepped AS (
    SELECT
        place,
        innovation_code,
        network_code AS scope,
        reporting_period,
        CAST(is_adopted AS integer) - lag(CAST(is_adopted AS integer), 1, 0) OVER (
            PARTITION BY place, innovation_code, network_code ORDER BY reporting_period
        ) AS step
    FROM said
    UNION ALL
    SELECT
        place,
        innovation_code,
        'national' AS scope,
        reporting_period,
        CAST(bool_or(is_adopted) AS integer) - lag(CAST(bool_or(is_adopted) AS integer), 1, 0) OVER (
            PARTITION BY place, innovation_code ORDER BY reporting_period
        ) AS step
    FROM said
    GROUP BY place, innovation_code, reporting_period
),

alone AS (
    SELECT
        place,
        innovation_code,
        network_code,
        reporting_period,
        CASE :sign WHEN 1 THEN adopted_count ELSE was_adopted_count END AS step
    FROM claim_sum
    WHERE NOT is_recurring
)

SELECT
    place,
    innovation_code,
    scope,
    reporting_period,
    :sign * sum(step)
FROM stepped
WHERE step <> 0
GROUP BY GROUPING SETS ((place, scope, reporting_period), (innovation_code, scope, reporting_period))
HAVING place IS NOT NULL OR scope = 'national'
UNION ALL
SELECT
    alone.place,
    alone.innovation_code,
    share.scope,
    alone.reporting_period,
    :sign * alone.step
FROM alone
CROSS JOIN LATERAL (VALUES (alone.network_code), ('national')) AS share (scope)
WHERE alone.step <> 0 AND (alone.place IS NOT NULL OR share.scope = 'national')
