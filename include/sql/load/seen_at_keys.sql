-- What the ledger has seen at some keys. Grain: one key; no row: nothing.
SELECT
    object_key,
    max(uploaded_at) AS uploaded_at,
    array_agg(version_token) AS version_tokens
FROM intake.upload
WHERE
    bucket = :bucket
    AND object_key = any(CAST(:keys AS text[]))
GROUP BY object_key
