-- What was held or refused and why. Grain: one submission and rule.
SELECT
    submission.submission_id,
    submission.verdict,
    finding.rule,
    count(*) AS findings,
    min(finding.message) AS example
FROM intake.submission
INNER JOIN intake.finding
    ON
        submission.submission_id = finding.submission_id
        AND submission.decision_number = finding.decision_number
WHERE
    submission.upload_id > :after_upload
    AND finding.severity IN ('hold', 'reject')
GROUP BY submission.submission_id, submission.verdict, finding.rule, submission.upload_id
ORDER BY submission.upload_id, finding.rule
