-- The periods whose lines may have changed.
SELECT DISTINCT reporting_period
FROM touched_source
