-- Every decision's datasets that have lines of their own. Grain: one decision and dataset.
SELECT
    decision.submission_id,
    decision.decision_id,
    decision.registry_version,
    submission.network_code,
    submission.reporting_period,
    submission_dataset.dataset,
    submission_dataset.sheet,
    submission_dataset.rows_accepted,
    submission_dataset.rows_held
FROM intake.decision
INNER JOIN intake.submission ON decision.submission_id = submission.submission_id
INNER JOIN intake.submission_dataset
    ON
        decision.submission_id = submission_dataset.submission_id
        AND decision.decision_number = submission_dataset.decision_number
        AND decision.decision_id = submission_dataset.lines_of
WHERE submission_dataset.rows_accepted > 0
ORDER BY submission.upload_id, decision.decision_number, submission_dataset.dataset
