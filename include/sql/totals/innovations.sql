-- The touched innovations that networks have, in the period and for the first time. Grain: one scope and period.
-- Run with sign -1 before a change and 1 after it. One network that has an innovation counts nationally
-- (the earliest, then the alphabetically first); each further one is overlap.
INSERT INTO figure_change (
    innovation_code, scope, reporting_period, innovations_count, first_innovations_count
)
WITH touched AS (
    SELECT DISTINCT
        innovation_code,
        reporting_period
    FROM claim_sum
    WHERE innovation_code IS NOT NULL AND has_turned
),

held AS (
    SELECT
        has_some.network_code,
        has_some.reporting_period,
        row_number() OVER (
            PARTITION BY has_some.innovation_code, has_some.reporting_period
            ORDER BY has_some.network_code COLLATE "C"
        ) AS holder,
        1 AS in_period,
        0 AS is_first
    FROM touched
    INNER JOIN network_innovation AS has_some
        ON
            touched.innovation_code = has_some.innovation_code
            AND touched.reporting_period = has_some.reporting_period
    WHERE has_some.adopted_count > 0
    UNION ALL
    SELECT
        had_some.network_code,
        min(had_some.reporting_period) AS reporting_period,
        row_number() OVER (
            PARTITION BY had_some.innovation_code
            ORDER BY min(had_some.reporting_period), had_some.network_code COLLATE "C"
        ) AS holder,
        0 AS in_period,
        1 AS is_first
    FROM (SELECT DISTINCT innovation_code FROM touched) AS ever
    INNER JOIN network_innovation AS had_some ON ever.innovation_code = had_some.innovation_code
    WHERE had_some.adopted_count > 0
    GROUP BY had_some.innovation_code, had_some.network_code
)

SELECT
    '',
    share.scope,
    held.reporting_period,
    :sign * sum(held.in_period),
    :sign * sum(held.is_first)
FROM held
CROSS JOIN
    LATERAL (
        VALUES (held.network_code), (CASE WHEN held.holder = 1 THEN 'national' ELSE 'overlap' END)
    ) AS share (scope)
GROUP BY share.scope, held.reporting_period
