-- How many rows the files have that a figure could have come from, superseded ones too. One row.
-- A null network stands for all of them.
SELECT coalesce(sum(held.rows_accepted + held.rows_held + held.rows_repeated), 0) AS rows_count
FROM intake.submission
INNER JOIN intake.decision ON submission.submission_id = decision.submission_id
INNER JOIN intake.submission_dataset AS held
    ON decision.submission_id = held.submission_id AND decision.decision_number = held.decision_number
WHERE
    decision.recorded_at <= :as_of
    AND decision.verdict <> 'rejected'
    AND held.dataset = :dataset
    AND submission.reporting_period BETWEEN :from_period AND :reporting_period
    AND (CAST(:network_code AS text) IS NULL OR submission.network_code = :network_code)
