-- Upload times given for past quarters whose upload is not yet registered. Grain: one act.
SELECT
    act.details ->> 'object_key' AS object_key,
    act.details ->> 'etag' AS etag,
    CAST(act.details ->> 'uploaded_at' AS timestamptz) AS uploaded_at
FROM intake.act
WHERE
    act.act = 'history'
    AND NOT EXISTS (
        SELECT 1
        FROM intake.submission
        WHERE
            submission.object_key = act.details ->> 'object_key'
            AND submission.etag = act.details ->> 'etag'
            AND submission.is_history
            AND submission.received_at >= date_trunc('second', act.recorded_at)
    )
ORDER BY act.act_id
