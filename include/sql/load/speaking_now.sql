-- The submissions that speak for one network and period, as people know them. Grain: one dataset.
SELECT
    speaks.dataset,
    speaks.submission_id,
    submission.object_key,
    submission.uploaded_at,
    submission_dataset.rows_accepted
FROM intake.current_submission AS speaks
INNER JOIN intake.submission ON speaks.submission_id = submission.submission_id
INNER JOIN intake.submission_dataset
    ON
        speaks.submission_id = submission_dataset.submission_id
        AND speaks.dataset = submission_dataset.dataset
        AND speaks.lines_of = submission_dataset.lines_of
WHERE speaks.network_code = :network_code AND speaks.reporting_period = :reporting_period
ORDER BY speaks.dataset
