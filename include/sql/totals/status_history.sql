-- The statuses that changed, as they are now. Grain: one place, innovation, scope and period.
-- Nationally, of several lines in one period one that says adopted is enough.
INSERT INTO status_history (place, innovation_code, scope, reporting_period, is_adopted, is_changed)
SELECT
    adoption.place,
    adoption.innovation_code,
    adoption.network_code,
    adoption.reporting_period,
    adoption.is_adopted,
    TRUE
FROM touched_status AS touched
INNER JOIN network_adoption AS adoption
    ON
        touched.reporting_period = adoption.reporting_period
        AND touched.place = adoption.place
        AND touched.innovation_code = adoption.innovation_code
        AND touched.network_code = adoption.network_code
UNION ALL
SELECT
    adoption.place,
    adoption.innovation_code,
    'national',
    adoption.reporting_period,
    bool_or(adoption.is_adopted),
    TRUE
FROM (
    SELECT DISTINCT
        reporting_period,
        place,
        innovation_code
    FROM touched_status
) AS touched
INNER JOIN network_adoption AS adoption
    ON
        touched.reporting_period = adoption.reporting_period
        AND touched.place = adoption.place
        AND touched.innovation_code = adoption.innovation_code
GROUP BY adoption.place, adoption.innovation_code, adoption.reporting_period
