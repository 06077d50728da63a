-- The oldest change that is not in the totals yet; else no row.
SELECT
    network_code,
    reporting_period
FROM totals.pending_change
ORDER BY change_id
LIMIT 1
