-- The periods for which anything was submitted, latest first. Grain: one period.
SELECT DISTINCT reporting_period
FROM intake.submission
WHERE reporting_period IS NOT NULL
ORDER BY reporting_period DESC
