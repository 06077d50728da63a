-- Lets changes be recorded again.
SELECT pg_advisory_unlock(:number, 0)
