-- Every counting submission's claim to speak, as known at a moment. Grain: one submission and dataset.
-- The latest decision recorded by then speaks for it. A null network or period stands for all of them.
WITH latest AS (
    SELECT DISTINCT ON (submission.submission_id)
        submission.upload_id,
        submission.submission_id,
        submission.network_code,
        submission.reporting_period,
        submission.uploaded_at,
        submission.object_key,
        submission.etag,
        decision.decision_number,
        decision.verdict,
        decision.recorded_at
    FROM intake.submission
    INNER JOIN intake.decision ON submission.submission_id = decision.submission_id
    WHERE
        decision.recorded_at <= :as_of
        AND submission.network_code = coalesce(CAST(:network_code AS text), submission.network_code)
        AND submission.reporting_period = coalesce(CAST(:reporting_period AS text), submission.reporting_period)
    ORDER BY submission.submission_id ASC, decision.decision_number DESC
)

SELECT
    latest.submission_id,
    latest.network_code,
    latest.reporting_period,
    submission_dataset.dataset,
    latest.verdict,
    latest.uploaded_at,
    latest.object_key,
    latest.etag,
    latest.recorded_at,
    submission_dataset.lines_of,
    submission_dataset.is_nil,
    intake.is_withdrawn(latest.submission_id, :as_of) AS is_withdrawn
FROM latest
INNER JOIN intake.submission_dataset
    ON
        latest.submission_id = submission_dataset.submission_id
        AND latest.decision_number = submission_dataset.decision_number
WHERE latest.verdict IN ('accepted', 'accepted_with_warnings', 'partially_accepted', 'duplicate')
ORDER BY latest.upload_id
