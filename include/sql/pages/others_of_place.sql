-- Every submission of one network and period, the latest upload first. Grain: one submission.
SELECT
    submission_id,
    object_key,
    uploaded_at,
    state,
    verdict,
    intake.is_withdrawn(submission_id, now()) AS is_withdrawn,
    submission_id IN (SELECT speaks.submission_id FROM intake.current_submission AS speaks) AS is_current
FROM intake.submission
WHERE network_code = :network_code AND reporting_period = :reporting_period
ORDER BY uploaded_at DESC, object_key DESC, etag DESC
LIMIT 200
