-- At how many more places the changing innovations are live. Grain: one innovation and period.
INSERT INTO figure_change (innovation_code, scope, reporting_period, live_locations_step)
SELECT
    innovation_code,
    scope,
    reporting_period,
    sum(step)
FROM step_change
WHERE innovation_code IS NOT NULL
GROUP BY innovation_code, scope, reporting_period
