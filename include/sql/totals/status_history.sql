-- What each scope said of the touched adoptions in every period. Grain: one place, innovation, scope and period.
-- Nationally, of several lines in one period one that says adopted is enough.
INSERT INTO status_history (place, innovation_code, scope, reporting_period, is_adopted)
WITH touched AS (
    SELECT DISTINCT
        place,
        innovation_code
    FROM touched_status
),

said AS (
    SELECT
        adoption.place,
        adoption.innovation_code,
        adoption.network_code,
        adoption.reporting_period,
        adoption.is_adopted
    FROM touched
    INNER JOIN network_adoption AS adoption
        ON touched.place = adoption.place AND touched.innovation_code = adoption.innovation_code
)

SELECT
    place,
    innovation_code,
    network_code,
    reporting_period,
    is_adopted
FROM said
UNION ALL
SELECT
    place,
    innovation_code,
    'national',
    reporting_period,
    bool_or(is_adopted)
FROM said
GROUP BY place, innovation_code, reporting_period
