-- Keeps everybody else from loading the registry until the transaction ends.
SELECT pg_advisory_xact_lock(hashtext('reference.registry'))
