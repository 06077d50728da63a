-- Asks for the marts to be written to the lake.
INSERT INTO intake.outbox (kind, subject, created_at, attempts)
VALUES ('marts', 'all', now(), 0)
