-- Says why a subject could not be written; it stays to be done.
UPDATE intake.outbox
SET
    last_error = :error,
    attempts = attempts + 1
WHERE kind = :kind AND subject = :subject AND done_at IS NULL
