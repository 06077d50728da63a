-- What is worth watching over time. One row; none of the last hour or day: null.
WITH receipt AS (
    SELECT extract(EPOCH FROM min(outbox.done_at) - submission.uploaded_at) AS seconds
    FROM intake.outbox
    INNER JOIN intake.submission ON outbox.subject = submission.submission_id
    WHERE outbox.kind = 'receipt' AND NOT submission.is_history
    GROUP BY submission.submission_id, submission.uploaded_at
    HAVING min(outbox.done_at) > now() - INTERVAL '1 hour'
),

judged AS (
    SELECT
        sum(found.rows_held) AS held,
        sum(found.rows_read) AS read
    FROM intake.submission
    INNER JOIN intake.submission_dataset AS found
        ON
            submission.submission_id = found.submission_id
            AND submission.decision_number = found.decision_number
    WHERE submission.recorded_at > now() - INTERVAL '1 day'
)

SELECT
    (
        SELECT count(*) FROM intake.submission
        WHERE state <> 'answered'
    ) AS uploads_waiting,
    (
        SELECT coalesce(extract(EPOCH FROM now() - min(received_at)), 0)
        FROM intake.submission
        WHERE state <> 'answered'
    ) AS oldest_unanswered_seconds,
    (
        SELECT count(*) FROM intake.outbox
        WHERE done_at IS NULL
    ) AS outbox_depth,
    (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) FROM receipt) AS upload_to_receipt_seconds_median,
    (SELECT max(seconds) FROM receipt) AS upload_to_receipt_seconds_slowest,
    (SELECT held / nullif(read, 0) FROM judged) AS held_share
