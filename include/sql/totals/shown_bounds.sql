-- The first and the last period with a counting submission. One row.
SELECT
    min(reporting_period) AS first_period,
    max(reporting_period) AS last_period
FROM speaking
