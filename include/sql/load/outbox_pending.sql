-- What is still to be written, oldest first. Grain: one subject.
-- A null subject stands for all of them.
SELECT
    kind,
    subject,
    max(outbox_id) AS outbox_id
FROM intake.outbox
WHERE done_at IS NULL AND subject = coalesce(CAST(:subject AS text), subject)
GROUP BY kind, subject
ORDER BY min(outbox_id)
