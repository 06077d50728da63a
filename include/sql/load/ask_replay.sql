-- Asks for an act's submission to be judged again.
INSERT INTO intake.outbox (kind, subject, created_at, attempts)
VALUES ('replay', :subject, now(), 0)
