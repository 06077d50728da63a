-- How much is unfinished, for the doctor. One row.
SELECT
    (
        SELECT count(*) FROM intake.submission
        WHERE state = 'registered'
    ) AS undecided,
    (
        SELECT count(*) FROM intake.submission
        WHERE state = 'judged'
    ) AS unanswered,
    (
        SELECT extract(EPOCH FROM now() - min(received_at))
        FROM intake.submission
        WHERE state <> 'answered'
    ) AS oldest_seconds,
    (
        SELECT count(*) FROM intake.outbox
        WHERE done_at IS NULL
    ) AS outbox_depth,
    (
        SELECT extract(EPOCH FROM now() - min(created_at))
        FROM intake.outbox
        WHERE done_at IS NULL
    ) AS outbox_seconds,
    (SELECT extract(EPOCH FROM now() - max(started_at)) FROM intake.listing) AS listed_seconds,
    (
        SELECT last_error
        FROM intake.submission
        WHERE state = 'registered' AND last_error IS NOT NULL
        ORDER BY received_at
        LIMIT 1
    ) AS submission_error,
    (
        SELECT last_error
        FROM intake.outbox
        WHERE done_at IS NULL AND last_error IS NOT NULL
        ORDER BY outbox_id
        LIMIT 1
    ) AS outbox_error,
    (SELECT max(registry_version) FROM reference.registry_version) AS registry_version,
    (SELECT count(*) FROM totals.pending_change) AS pending_changes
