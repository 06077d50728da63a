-- Forgets the steps that may have changed; their places lose them.
WITH gone AS (
    DELETE FROM live_step
    USING (
        SELECT DISTINCT
            place,
            innovation_code
        FROM touched_status
    ) AS touched
    WHERE
        touched.place = live_step.place
        AND touched.innovation_code = live_step.innovation_code
    RETURNING live_step.place, live_step.scope, live_step.reporting_period, live_step.step
)

INSERT INTO step_change (place, scope, reporting_period, step)
SELECT
    place,
    scope,
    reporting_period,
    -step
FROM gone
