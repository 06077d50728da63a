-- Takes a lock that ends with the transaction, waiting for its holder.
SELECT pg_advisory_xact_lock(CAST(:number AS integer), hashtext(:name))
