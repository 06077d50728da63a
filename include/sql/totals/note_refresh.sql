-- Notes what the totals have now been made from.
INSERT INTO totals.refresh (refresh_id, registry_version, first_period, last_period, refreshed_at)
VALUES (1, :registry_version, :first_period, :last_period, :moment)
ON CONFLICT (refresh_id) DO UPDATE SET
    registry_version = excluded.registry_version,
    first_period = excluded.first_period,
    last_period = excluded.last_period,
    refreshed_at = excluded.refreshed_at
