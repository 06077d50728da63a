-- marts.dim_submission: submissions that newly have a verdict. Grain: one submission.
INSERT INTO dim_submission (
    submission_key,
    submission_id,
    object_key,
    content_sha256,
    uploaded_at,
    verdict,
    refreshed_at
)
SELECT
    submission.upload_id,
    submission.submission_id,
    submission.object_key,
    submission.content_sha256,
    submission.uploaded_at,
    submission.verdict,
    :moment
FROM submission
LEFT JOIN dim_submission ON submission.submission_id = dim_submission.submission_id
WHERE submission.verdict IS NOT NULL AND submission.verdict IS DISTINCT FROM dim_submission.verdict
ON CONFLICT (submission_id) DO UPDATE SET
    content_sha256 = excluded.content_sha256,
    verdict = excluded.verdict,
    refreshed_at = excluded.refreshed_at
