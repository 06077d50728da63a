-- Of the given object versions of one bucket, those that the ledger does not know. Changes nothing.
SELECT
    listed.object_key,
    listed.version_token
FROM unnest(CAST(:object_keys AS TEXT[]), CAST(:version_tokens AS TEXT[])) AS listed (object_key, version_token)
WHERE NOT EXISTS (
    SELECT 1
    FROM intake.upload AS known
    WHERE
        known.bucket = :bucket
        AND known.object_key = listed.object_key
        AND known.version_token = listed.version_token
)
