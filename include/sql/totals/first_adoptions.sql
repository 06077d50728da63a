-- The touched adoptions that are the first of their kind there. Grain: one innovation (or none), scope and period.
-- Run with sign -1 before a change and 1 after it. One network that has an adoption counts nationally
-- (the earliest, then the alphabetically first); each further one is overlap.
INSERT INTO figure_change (innovation_code, scope, reporting_period, first_adoptions_count)
WITH held AS (
    SELECT
        first_adoption.innovation_code,
        first_adoption.network_code,
        first_adoption.reporting_period,
        row_number() OVER (
            PARTITION BY first_adoption.place, first_adoption.innovation_code
            ORDER BY first_adoption.reporting_period, first_adoption.network_code COLLATE "C"
        ) AS holder
    FROM (
        SELECT DISTINCT
            place,
            innovation_code
        FROM touched_status
    ) AS touched
    INNER JOIN first_adoption
        ON touched.place = first_adoption.place AND touched.innovation_code = first_adoption.innovation_code
)

SELECT
    part.innovation_code,
    share.scope,
    held.reporting_period,
    :sign * count(*)
FROM held
CROSS JOIN
    LATERAL (
        VALUES (held.network_code), (CASE WHEN held.holder = 1 THEN 'national' ELSE 'overlap' END)
    ) AS share (scope)
CROSS JOIN
    LATERAL (
        VALUES (''), (held.innovation_code)
    ) AS part (innovation_code)
WHERE part.innovation_code = '' OR share.scope = 'national'
GROUP BY part.innovation_code, share.scope, held.reporting_period
