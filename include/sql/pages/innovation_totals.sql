-- What each innovation adds to the nation's figures of one period and time basis. Grain: one innovation.
SELECT
    figures.*,
    named.innovation_name
FROM innovation_totals AS figures
LEFT JOIN reference.innovation AS named
    ON figures.innovation_code = named.innovation_code AND named.to_version IS NULL
WHERE figures.reporting_period = :reporting_period AND figures.time_basis = :time_basis
ORDER BY figures.innovation_code
