-- Registered corrections that do not fit what speaks now. Grain: one correction and submission.
SELECT
    refused.correction_id,
    refused.submission_id,
    refused.refusal
FROM intake.current_submission AS speaks
INNER JOIN intake.submission ON speaks.submission_id = submission.submission_id
INNER JOIN intake.correction_use AS refused
    ON
        submission.submission_id = refused.submission_id
        AND submission.decision_number = refused.decision_number
        AND speaks.dataset = refused.dataset
INNER JOIN reference.correction AS registered
    ON refused.correction_id = registered.correction_id AND registered.to_version IS NULL
WHERE refused.refusal IS NOT NULL
ORDER BY refused.correction_id, refused.submission_id
