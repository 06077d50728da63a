-- The earlier submission that one with these bytes and stamps repeats, if it still counts; else no row.
SELECT
    earlier.submission_id,
    earlier.decision_number
FROM intake.submission AS earlier
INNER JOIN intake.submission AS this
    ON
        earlier.network_code = this.network_code
        AND earlier.reporting_period = this.reporting_period
        AND earlier.upload_id < this.upload_id
INNER JOIN intake.decision AS latest
    ON
        earlier.submission_id = latest.submission_id
        AND earlier.decision_number = latest.decision_number
WHERE
    this.submission_id = :submission_id
    AND latest.contract_version = :contract_version
    AND latest.registry_version = :registry_version
    AND earlier.content_sha256 = :content_sha256
    AND earlier.verdict IN ('accepted', 'accepted_with_warnings', 'partially_accepted', 'duplicate')
    AND NOT intake.is_withdrawn(earlier.submission_id, 'infinity')
ORDER BY earlier.upload_id
LIMIT 1
