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

networks AS (
    SELECT DISTINCT scope AS network_code
    FROM figure
    WHERE innovation_code = '' AND scope NOT IN ('national', 'overlap')
    UNION
    SELECT DISTINCT network_code FROM touched_status
),

reported AS (
    SELECT
        networks.network_code,
        touched.reporting_period,
        row_number() OVER (
            PARTITION BY touched.innovation_code, touched.reporting_period
            ORDER BY networks.network_code COLLATE "C"
        ) AS holder
    FROM touched
    CROSS JOIN networks
    CROSS JOIN LATERAL (
        SELECT adoption.is_adopted
        FROM network_adoption AS adoption
        WHERE
            adoption.reporting_period = touched.reporting_period
            AND adoption.network_code = networks.network_code
            AND adoption.innovation_code = touched.innovation_code
            AND adoption.is_adopted
        ORDER BY adoption.innovation_code
        LIMIT 1
    ) AS has_one
),

began AS (
    SELECT
        networks.network_code,
        earliest.reporting_period,
        row_number() OVER (
            PARTITION BY touched.innovation_code
            ORDER BY earliest.reporting_period, networks.network_code COLLATE "C"
        ) AS holder
    FROM (SELECT DISTINCT innovation_code FROM touched) AS touched
    CROSS JOIN networks
    CROSS JOIN LATERAL (
        SELECT first_adoption.reporting_period
        FROM first_adoption
        WHERE
            first_adoption.innovation_code = touched.innovation_code
            AND first_adoption.network_code = networks.network_code
        ORDER BY first_adoption.reporting_period
        LIMIT 1
    ) AS earliest
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
