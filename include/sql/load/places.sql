-- Every network and period that has submissions. Grain: one network and period.
SELECT DISTINCT
    network_code,
    reporting_period
FROM intake.submission
WHERE network_code IS NOT NULL AND reporting_period IS NOT NULL
ORDER BY network_code, reporting_period
