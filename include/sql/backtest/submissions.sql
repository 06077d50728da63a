-- The submissions to be judged again, oldest first: those with bytes and a verdict of their own; of one
-- network or period, or (null) all. Grain: one submission.
SELECT submission_id
FROM intake.submission
WHERE
    verdict IS NOT NULL
    AND verdict <> 'duplicate'
    AND content_sha256 IS NOT NULL
    AND (CAST(:network_code AS text) IS NULL OR network_code = :network_code)
    AND (CAST(:reporting_period AS text) IS NULL OR reporting_period = :reporting_period)
ORDER BY upload_id
