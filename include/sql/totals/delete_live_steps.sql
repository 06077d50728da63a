-- Forgets the steps that may have changed.
DELETE FROM live_step
USING (
    SELECT
        place,
        innovation_code,
        network_code AS scope,
        reporting_period
    FROM touched_status
    UNION
    SELECT
        place,
        innovation_code,
        'national' AS scope,
        reporting_period
    FROM touched_status
    UNION
    SELECT
        place,
        innovation_code,
        scope,
        reporting_period
    FROM status_history
    WHERE is_changed
) AS touched
WHERE
    touched.place = live_step.place
    AND touched.innovation_code = live_step.innovation_code
    AND touched.scope = live_step.scope
    AND touched.reporting_period = live_step.reporting_period
