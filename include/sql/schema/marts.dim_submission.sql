-- marts.dim_submission. Grain: One submission with a verdict.
CREATE TABLE marts.dim_submission (
    submission_key integer NOT NULL,
    submission_id text NOT NULL,
    object_key text NOT NULL,
    content_sha256 text,
    uploaded_at timestamptz NOT NULL,
    verdict text NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (submission_key),
    UNIQUE (submission_id)
);
COMMENT ON TABLE marts.dim_submission IS 'One submission with a verdict.';
COMMENT ON COLUMN marts.dim_submission.submission_key IS 'Its key in the facts.';
COMMENT ON COLUMN marts.dim_submission.submission_id IS '<network>-<period>-r<NNN>.';
COMMENT ON COLUMN marts.dim_submission.object_key IS 'Where it was uploaded.';
COMMENT ON COLUMN marts.dim_submission.content_sha256 IS 'Hash of its bytes.';
COMMENT ON COLUMN marts.dim_submission.uploaded_at IS 'When it was uploaded.';
COMMENT ON COLUMN marts.dim_submission.verdict IS 'Its verdict.';
COMMENT ON COLUMN marts.dim_submission.refreshed_at IS 'When the row was last made.';
