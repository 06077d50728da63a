-- How far the newest upload of a key with an ETag has come. Grain: one submission; no row: not seen yet.
SELECT
    submission_id,
    state,
    coalesce(lease_until > now(), FALSE) AS is_in_work
FROM intake.submission
WHERE object_key = :object_key AND etag = :etag
ORDER BY upload_id DESC
LIMIT 1
