-- totals.live_step, where it may have changed; its places gain it.
-- Grain: one place, innovation, scope and period with a step.
WITH stepped AS (
    SELECT
        place,
        innovation_code,
        scope,
        reporting_period,
        CAST(is_adopted AS integer) - lag(CAST(is_adopted AS integer), 1, 0) OVER (
            PARTITION BY place, innovation_code, scope ORDER BY reporting_period
        ) AS step
    FROM status_history
),

come AS (
    INSERT INTO live_step (place, innovation_code, scope, reporting_period, step)
    SELECT
        place,
        innovation_code,
        scope,
        reporting_period,
        step
    FROM stepped
    WHERE step <> 0
    RETURNING place, scope, reporting_period, step
)

INSERT INTO step_change (place, scope, reporting_period, step)
SELECT
    place,
    scope,
    reporting_period,
    step
FROM come
