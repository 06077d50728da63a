-- Asks for a lake partition to be written as it is then current.
INSERT INTO intake.outbox (kind, subject, created_at, attempts)
VALUES ('lake', :subject, now(), 0)
