-- W05: the rows of a submission's dataset; else no row.
SELECT submission_dataset.rows_read
FROM intake.submission
INNER JOIN intake.submission_dataset
    ON
        submission.submission_id = submission_dataset.submission_id
        AND submission.decision_number = submission_dataset.decision_number
WHERE
    submission.submission_id = :submission_id
    AND submission_dataset.dataset = :dataset
