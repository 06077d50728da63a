-- Forgets the steps of places that have become nothing.
DELETE FROM place_step
USING step_change AS change
WHERE
    change.place = place_step.place
    AND change.scope = place_step.scope
    AND change.reporting_period = place_step.reporting_period
    AND place_step.step = 0
