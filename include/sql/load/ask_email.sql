-- Asks for an e-mail about a submission's receipt.
INSERT INTO intake.outbox (kind, subject, created_at, attempts)
VALUES ('email', :subject, now(), 0)
