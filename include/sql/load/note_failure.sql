-- Says in the ledger what went wrong on our side, and lets the next worker take over at once.
UPDATE intake.submission
SET
    last_error = :error,
    lease_until = NULL
WHERE submission_id = :submission_id AND state = 'registered'
