-- Every counting submission's claim to speak, as known at a moment. Grain: one submission and dataset.
-- A null network or period stands for all of them.
SELECT
    submission.submission_id,
    submission.network_code,
    submission.reporting_period,
    submission_dataset.dataset,
    submission.verdict,
    submission.uploaded_at,
    submission.object_key,
    submission.etag,
    submission.recorded_at,
    submission_dataset.lines_of,
    submission_dataset.is_nil,
    intake.is_withdrawn(submission.submission_id, :as_of) AS is_withdrawn
FROM intake.submission
INNER JOIN intake.submission_dataset ON submission.submission_id = submission_dataset.submission_id
WHERE
    submission.verdict IN ('accepted', 'accepted_with_warnings', 'partially_accepted', 'duplicate')
    AND submission.recorded_at <= :as_of
    AND submission.network_code = coalesce(CAST(:network_code AS text), submission.network_code)
    AND submission.reporting_period = coalesce(CAST(:reporting_period AS text), submission.reporting_period)
ORDER BY submission.upload_id
