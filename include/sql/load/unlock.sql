-- Gives a session lock back.
SELECT pg_advisory_unlock(CAST(:number AS integer), hashtext(:name))
