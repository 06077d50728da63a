-- W05: the submission that speaks now for a dataset, with the rows it had; else no row.
SELECT
    speaks.submission_id,
    submission_dataset.rows_read
FROM intake.current_submission AS speaks
INNER JOIN intake.submission_dataset
    ON
        speaks.submission_id = submission_dataset.submission_id
        AND speaks.dataset = submission_dataset.dataset
WHERE
    speaks.network_code = :network_code
    AND speaks.reporting_period = :reporting_period
    AND speaks.dataset = :dataset
