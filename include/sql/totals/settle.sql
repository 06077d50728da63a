-- Waits until everything recorded so far is committed; nothing more is recorded until `let_record`. One row.
SELECT clock_timestamp() AS moment
FROM (SELECT pg_advisory_lock(:number, 0)) AS settled
