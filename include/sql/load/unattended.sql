-- Which of these lake partitions nobody is writing or has just written. Grain: one subject.
SELECT found.subject
FROM unnest(CAST(:subjects AS text[])) AS found (subject)
WHERE
    NOT EXISTS (
        SELECT 1
        FROM intake.outbox
        WHERE
            outbox.kind = 'lake'
            AND outbox.subject = found.subject
            AND coalesce(outbox.done_at > now() - interval '1 minute', TRUE)
    )
