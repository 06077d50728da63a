-- Which of the listed object versions are not what the ledger saw last at their key. Grain: one listed object version.
-- A version that came back has a number behind its token.
SELECT
    listed.object_key,
    listed.version_token
FROM unnest(CAST(:keys AS text[]), CAST(:tokens AS text[])) AS listed (object_key, version_token)
WHERE NOT EXISTS (
    SELECT 1
    FROM intake.upload
    WHERE
        upload.bucket = :bucket
        AND upload.object_key = listed.object_key
        AND split_part(upload.version_token, '#', 1) = listed.version_token
        AND NOT EXISTS (
            SELECT 1
            FROM intake.upload AS later
            WHERE
                later.bucket = upload.bucket
                AND later.object_key = upload.object_key
                AND later.upload_id > upload.upload_id
        )
)
