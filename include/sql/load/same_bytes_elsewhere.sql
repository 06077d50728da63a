-- W14: this network's latest submission of the same bytes for another period; else no row.
SELECT submission_id
FROM intake.submission
WHERE
    network_code = :network_code
    AND reporting_period <> :reporting_period
    AND content_sha256 = :content_sha256
    AND state <> 'registered'
ORDER BY upload_id DESC
LIMIT 1
