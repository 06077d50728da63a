-- Lets a claimed entry be done later, and says why it was not done now.
UPDATE intake.outbox
SET
    done_at = NULL,
    last_error = :error
WHERE outbox_id = :outbox_id
