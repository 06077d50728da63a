-- Every submission with a verdict. Grain: one submission.
SELECT submission_id
FROM intake.submission
WHERE verdict IS NOT NULL
ORDER BY upload_id
