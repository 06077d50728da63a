-- Forgets the steps that may have changed; their places lose them.
WITH touched AS (
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
),

gone AS (
    DELETE FROM live_step
    USING touched
    WHERE
        touched.place = live_step.place
        AND touched.innovation_code = live_step.innovation_code
        AND touched.scope = live_step.scope
        AND touched.reporting_period = live_step.reporting_period
    RETURNING live_step.place, live_step.scope, live_step.reporting_period, live_step.step
)

INSERT INTO step_change (place, scope, reporting_period, step)
SELECT
    place,
    scope,
    reporting_period,
    -step
FROM gone
