-- totals.first_adoption, where it may have changed. Grain: one place, innovation and network.
INSERT INTO first_adoption (place, innovation_code, network_code, reporting_period)
SELECT
    touched.place,
    touched.innovation_code,
    touched.network_code,
    earliest.reporting_period
FROM (
    SELECT DISTINCT
        place,
        innovation_code,
        network_code
    FROM touched_status
) AS touched
CROSS JOIN LATERAL (
    SELECT adoption.reporting_period
    FROM network_adoption AS adoption
    WHERE
        adoption.place = touched.place
        AND adoption.innovation_code = touched.innovation_code
        AND adoption.network_code = touched.network_code
        AND adoption.is_adopted
    ORDER BY adoption.reporting_period
    LIMIT 1
) AS earliest
