-- What is pending. Grain: one change.
SELECT
    network_code,
    reporting_period,
    dataset
FROM totals.pending_change
ORDER BY change_id
