-- The periods that concern one network now, the latest first: those it sent something for, and those that
-- fell due in the last year or fall due soon. Grain: one period.
SELECT submission.reporting_period
FROM intake.submission
WHERE submission.network_code = :network_code AND submission.reporting_period IS NOT NULL
UNION
SELECT asked.reporting_period
FROM reference.reporting_period AS asked
WHERE
    asked.to_version IS NULL
    AND asked.due_date BETWEEN CAST(:today AS date) - 365 AND CAST(:today AS date) + 120
ORDER BY reporting_period DESC
LIMIT :periods
