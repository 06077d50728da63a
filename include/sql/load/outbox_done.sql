-- Ticks off everything asked for a subject up to what the writer saw.
UPDATE intake.outbox
SET
    done_at = now(),
    attempts = attempts + 1
WHERE kind = :kind AND subject = :subject AND outbox_id <= :outbox_id AND done_at IS NULL
RETURNING outbox_id
