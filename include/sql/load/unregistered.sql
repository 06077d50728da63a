-- Which of the listed object versions the ledger does not know. Grain: one listed object version.
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
        AND upload.version_token = listed.version_token
)
