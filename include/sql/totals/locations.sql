-- The touched places with an adoption, in the period and for the first time. Grain: one scope and period.
-- Run with sign -1 before a change and 1 after it. One network that has a place counts nationally
-- (the earliest, then the alphabetically first); each further one is overlap.
INSERT INTO figure_change (
    innovation_code, scope, reporting_period, locations_count, first_locations_count
)
WITH touched AS (
    SELECT DISTINCT
        place,
        reporting_period
    FROM touched_status
),

reported AS (
    SELECT
        adoption.network_code,
        adoption.reporting_period,
        row_number() OVER (
            PARTITION BY adoption.place, adoption.reporting_period ORDER BY adoption.network_code COLLATE "C"
        ) AS holder
    FROM touched
    INNER JOIN network_adoption AS adoption
        ON touched.reporting_period = adoption.reporting_period AND touched.place = adoption.place
    WHERE adoption.is_adopted
    GROUP BY adoption.place, adoption.reporting_period, adoption.network_code
),

began AS (
    SELECT
        first_adoption.network_code,
        min(first_adoption.reporting_period) AS reporting_period,
        row_number() OVER (
            PARTITION BY first_adoption.place
            ORDER BY min(first_adoption.reporting_period), first_adoption.network_code COLLATE "C"
        ) AS holder
    FROM (SELECT DISTINCT place FROM touched) AS touched
    INNER JOIN first_adoption ON touched.place = first_adoption.place
    GROUP BY first_adoption.place, first_adoption.network_code
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
