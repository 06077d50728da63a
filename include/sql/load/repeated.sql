-- The earlier submission that one with these bytes and stamps repeats, if it still counts; else no row.
SELECT earlier.submission_id
FROM intake.submission AS earlier
INNER JOIN intake.submission AS this
    ON
        earlier.network_code = this.network_code
        AND earlier.reporting_period = this.reporting_period
        AND earlier.contract_version = this.contract_version
        AND earlier.registry_version = this.registry_version
        AND earlier.upload_id < this.upload_id
WHERE
    this.submission_id = :submission_id
    AND earlier.content_sha256 = :content_sha256
    AND earlier.verdict IN ('accepted', 'accepted_with_warnings', 'partially_accepted', 'duplicate')
    AND NOT intake.is_withdrawn(earlier.submission_id, 'infinity')
ORDER BY earlier.upload_id
LIMIT 1
