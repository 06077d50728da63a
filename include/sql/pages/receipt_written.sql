-- When a submission's receipt was last written. One row; null while it is not.
SELECT max(done_at) AS written_at
FROM intake.outbox
WHERE kind = 'receipt' AND subject = :submission_id
