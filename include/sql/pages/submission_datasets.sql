-- What one submission holds, and which submission speaks for each of it now. Grain: one dataset.
SELECT
    held.dataset,
    held.sheet,
    held.rows_read,
    held.rows_accepted,
    held.rows_held,
    held.rows_repeated,
    held.is_nil,
    held.lines_of,
    speaks.submission_id AS speaks
FROM intake.submission_dataset AS held
INNER JOIN intake.submission ON held.submission_id = submission.submission_id
LEFT JOIN intake.current_submission AS speaks
    ON
        submission.network_code = speaks.network_code
        AND submission.reporting_period = speaks.reporting_period
        AND held.dataset = speaks.dataset
WHERE held.submission_id = :submission_id
ORDER BY held.dataset
