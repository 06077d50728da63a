-- What people did to one submission, in order. Grain: one act.
SELECT
    act,
    who,
    why,
    recorded_at
FROM intake.act
WHERE
    submission_id = :submission_id
    OR (
        submission_id IS NULL
        AND details ->> 'object_key' = :object_key
        AND details ->> 'etag' = :etag
    )
ORDER BY act_id
