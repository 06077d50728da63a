-- The rows of economic impact that a submission's decision accepted. Grain: one row.
SELECT line.row_number
FROM intake.submission
INNER JOIN intake.submission_dataset AS judged
    ON
        submission.submission_id = judged.submission_id
        AND submission.decision_number = judged.decision_number
INNER JOIN warehouse.economic_impact_line AS line ON judged.lines_of = line.submission_id
WHERE
    submission.submission_id = :submission_id
    AND judged.dataset = 'economic_impact'
    AND line.reporting_period = :reporting_period
