-- What is still to be done. Grain: one thing, in words. Empty once everything is answered, written and counted.
SELECT 'the submission ' || submission_id || ' is ' || state AS unfinished
FROM intake.submission
WHERE state <> 'answered'
UNION ALL
SELECT 'the outbox still holds ' || kind || ' ' || subject
FROM intake.outbox
WHERE done_at IS NULL
UNION ALL
SELECT 'the totals lack a change of ' || network_code || ' ' || reporting_period || ' ' || dataset
FROM totals.pending_change
ORDER BY 1
