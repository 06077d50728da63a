-- The latest uploads and how far each has come. Grain: one submission.
SELECT
    submission_id,
    network_code,
    reporting_period,
    object_key,
    state,
    verdict,
    received_at,
    coalesce(lease_until > now(), FALSE) AS is_being_read,
    last_error IS NOT NULL AS has_failed
FROM intake.submission
ORDER BY upload_id DESC
LIMIT :uploads
