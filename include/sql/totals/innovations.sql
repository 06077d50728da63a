-- The innovations that touched networks have, in the period and for the first time. Grain: one scope and period.
-- Run with sign -1 before a change and 1 after it. One network that has an innovation counts nationally
-- (the earliest, then the alphabetically first); each further one is overlap.
INSERT INTO figure_change (
    innovation_code, scope, reporting_period, innovations_count, first_innovations_count
)
WITH touched AS (
    SELECT DISTINCT
        innovation_code,
        reporting_period
    FROM touched_status
),

reported AS (
    SELECT
        figure.scope AS network_code,
        figure.reporting_period,
        row_number() OVER (
            PARTITION BY figure.innovation_code, figure.reporting_period ORDER BY figure.scope COLLATE "C"
        ) AS holder
    FROM touched
    INNER JOIN figure
        ON touched.innovation_code = figure.innovation_code AND touched.reporting_period = figure.reporting_period
    WHERE figure.scope NOT IN ('national', 'overlap') AND figure.adoptions_count > 0
),

began AS (
    SELECT
        figure.scope AS network_code,
        min(figure.reporting_period) AS reporting_period,
        row_number() OVER (
            PARTITION BY figure.innovation_code ORDER BY min(figure.reporting_period), figure.scope COLLATE "C"
        ) AS holder
    FROM (SELECT DISTINCT innovation_code FROM touched) AS touched
    INNER JOIN figure ON touched.innovation_code = figure.innovation_code
    WHERE figure.scope NOT IN ('national', 'overlap') AND figure.adoptions_count > 0
    GROUP BY figure.innovation_code, figure.scope
),

held AS (
    SELECT
        network_code,
        reporting_period,
        holder,
        1 AS in_period,
        0 AS is_first
    FROM reported
    UNION ALL
    SELECT
        network_code,
        reporting_period,
        holder,
        0 AS in_period,
        1 AS is_first
    FROM began
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
