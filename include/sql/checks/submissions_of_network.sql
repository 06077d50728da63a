-- One network's submissions, the latest upload first, with what became of each. Grain: one submission.
SELECT
    submission.submission_id,
    submission.reporting_period,
    submission.object_key,
    submission.uploaded_at,
    submission.verdict,
    intake.is_withdrawn(submission.submission_id, now()) AS is_withdrawn,
    submission.submission_id IN (SELECT speaks.submission_id FROM intake.current_submission AS speaks) AS is_current
FROM intake.submission
WHERE submission.network_code = :network_code AND submission.verdict IS NOT NULL
ORDER BY submission.upload_id DESC
LIMIT :submissions
