-- What became of each network's uploads since one. Grain: one submission.
SELECT
    submission_id,
    network_code,
    state,
    verdict,
    object_key,
    etag
FROM intake.submission
WHERE upload_id > :after_upload
ORDER BY upload_id
