-- What is still to be written, oldest first. Grain: one subject.
-- A null subject stands for all of them. Overdue: whoever was to write it has had the time.
SELECT
    kind,
    subject,
    max(outbox_id) AS outbox_id,
    min(created_at) < now() - interval '2 minutes' AS is_overdue
FROM intake.outbox
WHERE done_at IS NULL AND subject = coalesce(CAST(:subject AS text), subject)
GROUP BY kind, subject
ORDER BY min(outbox_id)
