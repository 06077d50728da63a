-- The periods with a touched source of one dataset.
SELECT DISTINCT reporting_period
FROM touched_source
WHERE dataset = :dataset
ORDER BY reporting_period
