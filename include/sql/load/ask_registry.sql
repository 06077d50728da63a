-- Asks for the registry's history to be written to the lake.
INSERT INTO intake.outbox (kind, subject, created_at, attempts)
VALUES ('registry', 'all', now(), 0)
