-- What a submission's latest decision says of each dataset. Grain: one dataset.
SELECT
    submission_dataset.dataset,
    submission_dataset.sheet,
    submission_dataset.rows_read,
    submission_dataset.rows_accepted,
    submission_dataset.rows_held,
    submission_dataset.rows_repeated,
    submission_dataset.rows_blank,
    submission_dataset.is_nil,
    submission_dataset.lines_of
FROM intake.submission
INNER JOIN intake.submission_dataset
    ON
        submission.submission_id = submission_dataset.submission_id
        AND submission.decision_number = submission_dataset.decision_number
WHERE submission.submission_id = :submission_id
ORDER BY submission_dataset.dataset
