-- Submissions that count and whose latest decision does not have exactly the corrections now registered.
-- Grain: one submission.
WITH standing AS (
    SELECT
        submission.submission_id,
        submission.upload_id,
        submission.network_code,
        submission.reporting_period,
        submission.decision_number,
        judged.dataset
    FROM intake.submission
    INNER JOIN intake.submission_dataset AS judged
        ON
            submission.submission_id = judged.submission_id
            AND submission.decision_number = judged.decision_number
    WHERE
        submission.verdict IN ('accepted', 'accepted_with_warnings', 'partially_accepted', 'duplicate')
        AND judged.rows_accepted > 0
),

registered AS (
    SELECT
        correction_id,
        network_code,
        reporting_period,
        dataset
    FROM reference.correction
    WHERE to_version IS NULL
)

SELECT
    standing.submission_id,
    standing.upload_id
FROM standing
INNER JOIN registered
    ON
        standing.network_code = registered.network_code
        AND standing.reporting_period = registered.reporting_period
        AND standing.dataset = registered.dataset
LEFT JOIN intake.correction_use AS used
    ON
        standing.submission_id = used.submission_id
        AND standing.decision_number = used.decision_number
        AND registered.correction_id = used.correction_id
WHERE used.correction_id IS NULL
UNION
SELECT
    standing.submission_id,
    standing.upload_id
FROM standing
INNER JOIN intake.correction_use AS used
    ON
        standing.submission_id = used.submission_id
        AND standing.decision_number = used.decision_number
        AND standing.dataset = used.dataset
LEFT JOIN registered ON used.correction_id = registered.correction_id
WHERE registered.correction_id IS NULL AND used.rows_count > 0
ORDER BY upload_id
