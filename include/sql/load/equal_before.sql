-- Undecided submissions of the same bytes at the same place, registered before. Grain: one submission.
SELECT earlier.submission_id
FROM intake.submission AS earlier
INNER JOIN intake.submission AS this
    ON
        earlier.prefix = this.prefix
        AND earlier.etag = this.etag
        AND earlier.size_bytes = this.size_bytes
        AND earlier.upload_id < this.upload_id
WHERE this.submission_id = :submission_id AND earlier.state = 'registered'
ORDER BY earlier.upload_id
