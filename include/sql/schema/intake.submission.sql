-- intake.submission. Grain: One registered upload, its stamps, its lease and what was decided.
CREATE TABLE intake.submission (
    submission_id text NOT NULL,
    upload_id bigint NOT NULL,
    prefix text NOT NULL,
    network_code text,
    reporting_period text,
    object_key text NOT NULL,
    etag text NOT NULL,
    size_bytes bigint NOT NULL,
    uploaded_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    is_history boolean NOT NULL,
    contract_version text NOT NULL,
    registry_version integer NOT NULL,
    state text NOT NULL,
    announced_at timestamptz,
    lease_token bigint NOT NULL,
    lease_until timestamptz,
    attempts integer NOT NULL,
    last_error text,
    content_sha256 text,
    decision_number integer,
    verdict text,
    repeats text,
    recorded_at timestamptz,
    receipt jsonb,
    PRIMARY KEY (submission_id),
    UNIQUE (upload_id)
);
CREATE INDEX submission_network_code_reporting_period_idx ON intake.submission (network_code, reporting_period);
CREATE INDEX submission_content_sha256_idx ON intake.submission (content_sha256);
CREATE INDEX submission_state_idx ON intake.submission (state);
CREATE INDEX submission_prefix_idx ON intake.submission (prefix);
COMMENT ON TABLE intake.submission IS 'One registered upload, its stamps, its lease and what was decided.';
COMMENT ON COLUMN intake.submission.submission_id IS '<network>-<period>-r<NNN>.';
COMMENT ON COLUMN intake.submission.upload_id IS 'The upload.';
COMMENT ON COLUMN intake.submission.prefix IS 'The id without its number: what registrations are counted by.';
COMMENT ON COLUMN intake.submission.network_code IS 'The network; none when the key names none.';
COMMENT ON COLUMN intake.submission.reporting_period IS 'The period; none when the key names none.';
COMMENT ON COLUMN intake.submission.object_key IS 'The object''s key.';
COMMENT ON COLUMN intake.submission.etag IS 'The ETag as listed.';
COMMENT ON COLUMN intake.submission.size_bytes IS 'The size as listed.';
COMMENT ON COLUMN intake.submission.uploaded_at IS 'When it was uploaded; given by a person for a past quarter.';
COMMENT ON COLUMN intake.submission.received_at IS 'When it was first listed.';
COMMENT ON COLUMN intake.submission.is_history IS 'Loaded as a past quarter: closing days are not applied.';
COMMENT ON COLUMN intake.submission.contract_version IS 'The contract it is judged by.';
COMMENT ON COLUMN intake.submission.registry_version IS 'The registry version it is judged by.';
COMMENT ON COLUMN intake.submission.state IS 'registered, judged or answered.';
COMMENT ON COLUMN intake.submission.announced_at IS 'When it was last announced to the scheduler.';
COMMENT ON COLUMN intake.submission.lease_token IS 'Grows with every lease; every write checks it.';
COMMENT ON COLUMN intake.submission.lease_until IS 'When the lease may be taken over.';
COMMENT ON COLUMN intake.submission.attempts IS 'How often a worker took it.';
COMMENT ON COLUMN intake.submission.last_error IS 'Our latest fault with it, in words.';
COMMENT ON COLUMN intake.submission.content_sha256 IS 'Hash of the bytes.';
COMMENT ON COLUMN intake.submission.decision_number IS 'The latest decision, which this row repeats.';
COMMENT ON COLUMN intake.submission.verdict IS 'What was decided.';
COMMENT ON COLUMN intake.submission.repeats IS 'The submission that a duplicate repeats.';
COMMENT ON COLUMN intake.submission.recorded_at IS 'When the verdict was committed.';
COMMENT ON COLUMN intake.submission.receipt IS 'receipt.json as committed.';
