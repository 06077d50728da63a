-- The registry version that a submission's latest decision was made by. One row.
SELECT decision.registry_version
FROM intake.submission
INNER JOIN intake.decision
    ON
        submission.submission_id = decision.submission_id
        AND submission.decision_number = decision.decision_number
WHERE submission.submission_id = :submission_id
