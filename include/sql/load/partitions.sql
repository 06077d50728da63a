-- What each lake partition should hold and what it was last written as. Grain: one partition.
SELECT
    coalesce(speaks.network_code, written.network_code) AS network_code,
    coalesce(speaks.reporting_period, written.reporting_period) AS reporting_period,
    coalesce(speaks.dataset, written.dataset) AS dataset,
    CASE WHEN NOT speaks.is_nil THEN speaks.lines_of END AS wanted,
    written.lines_of AS written,
    written.etag
FROM intake.current_submission AS speaks
FULL JOIN intake.lake_partition AS written
    ON
        speaks.network_code = written.network_code
        AND speaks.reporting_period = written.reporting_period
        AND speaks.dataset = written.dataset
ORDER BY 1, 2, 3
