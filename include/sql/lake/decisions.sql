-- Every decision on a submission that has a network and a period. Grain: one decision and dataset, or one without any.
SELECT
    submission.network_code,
    submission.reporting_period,
    submission.submission_id,
    submission.uploaded_at,
    submission.object_key,
    submission.etag,
    decision.decision_number,
    decision.verdict,
    decision.recorded_at,
    submission_dataset.dataset,
    submission_dataset.lines_of,
    submission_dataset.is_nil
FROM intake.decision
INNER JOIN intake.submission ON decision.submission_id = submission.submission_id
LEFT JOIN intake.submission_dataset
    ON
        decision.submission_id = submission_dataset.submission_id
        AND decision.decision_number = submission_dataset.decision_number
WHERE submission.network_code IS NOT NULL AND submission.reporting_period IS NOT NULL
ORDER BY submission.upload_id, decision.decision_number
