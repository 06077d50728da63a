-- The moment at which this transaction's change is recorded; one row.
-- Whoever brings totals up to date waits for it: what a refresh does not see is recorded after it.
SELECT clock_timestamp() AS recorded_at
FROM (SELECT pg_advisory_xact_lock_shared(:number, 0)) AS announced
