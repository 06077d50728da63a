-- totals.place_step: adds up what changed. Grain: one place, scope and period.
INSERT INTO place_step AS held (place, scope, reporting_period, step)
SELECT
    place,
    scope,
    reporting_period,
    sum(step)
FROM step_change
WHERE place IS NOT NULL
GROUP BY place, scope, reporting_period
HAVING sum(step) <> 0
ON CONFLICT (place, scope, reporting_period) DO UPDATE SET step = held.step + excluded.step
