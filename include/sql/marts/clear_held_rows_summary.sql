-- Forgets the held rows of the touched sources.
DELETE FROM held_rows_summary
USING touched_source AS touched
WHERE
    touched.reporting_period = held_rows_summary.reporting_period
    AND touched.network_code = held_rows_summary.network_code
    AND touched.dataset = held_rows_summary.dataset
