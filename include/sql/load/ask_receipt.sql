-- Asks for a submission's receipt to be written.
INSERT INTO intake.outbox (kind, subject, created_at, attempts)
VALUES ('receipt', :subject, now(), 0)
