-- Tells the totals that a network's dataset of a period has changed.
INSERT INTO totals.pending_change (network_code, reporting_period, dataset, created_at)
VALUES (:network_code, :reporting_period, :dataset, now())
