-- intake.upload. Grain: One object version seen in the landing bucket.
CREATE TABLE intake.upload (
    upload_id bigint GENERATED ALWAYS AS IDENTITY,
    bucket text NOT NULL,
    object_key text NOT NULL,
    version_token text NOT NULL,
    etag text NOT NULL,
    size_bytes bigint NOT NULL,
    last_modified timestamptz NOT NULL,
    uploaded_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    is_ignored boolean NOT NULL,
    PRIMARY KEY (upload_id),
    UNIQUE (bucket, object_key, version_token)
);
COMMENT ON TABLE intake.upload IS 'One object version seen in the landing bucket.';
COMMENT ON COLUMN intake.upload.upload_id IS 'The upload''s number.';
COMMENT ON COLUMN intake.upload.bucket IS 'The bucket.';
COMMENT ON COLUMN intake.upload.object_key IS 'The object''s key.';
COMMENT ON COLUMN intake.upload.version_token IS 'Version id, else ETag and LastModified.';
COMMENT ON COLUMN intake.upload.etag IS 'The ETag as listed.';
COMMENT ON COLUMN intake.upload.size_bytes IS 'The size as listed.';
COMMENT ON COLUMN intake.upload.last_modified IS 'The store''s LastModified, whole seconds.';
COMMENT ON COLUMN intake.upload.uploaded_at IS 'When it was uploaded, as the contract fixes it.';
COMMENT ON COLUMN intake.upload.received_at IS 'When it was first listed.';
COMMENT ON COLUMN intake.upload.is_ignored IS 'A folder marker or litter, which gets no receipt.';
