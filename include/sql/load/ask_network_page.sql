-- Asks for a network's own page to be written as things then are.
INSERT INTO intake.outbox (kind, subject, created_at, attempts)
VALUES ('network_page', :subject, now(), 0)
