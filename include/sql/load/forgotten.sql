-- Submissions without a receipt that nobody works on and whose announcement came to nothing. Grain: one submission.
-- While others are being decided they may just be waiting for their turn; after a quarter of an hour, never mind.
SELECT submission_id
FROM intake.submission
WHERE
    state <> 'answered'
    AND coalesce(lease_until < now(), TRUE)
    AND coalesce(announced_at, received_at) < now() - INTERVAL '2 minutes'
    AND (
        coalesce(announced_at, received_at) < now() - INTERVAL '15 minutes'
        OR NOT EXISTS (
            SELECT 1
            FROM intake.submission AS recent
            WHERE recent.recorded_at > now() - INTERVAL '1 minute'
        )
    )
ORDER BY upload_id
