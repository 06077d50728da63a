-- Takes a session lock, waiting for its holder.
SELECT pg_advisory_lock(CAST(:number AS integer), hashtext(:name))
