-- What the totals were last made from. At most one row.
SELECT
    registry_version,
    first_period,
    last_period,
    refreshed_at
FROM totals.refresh
