-- marts.submission_log. Grain: One submission and what became of it.
CREATE TABLE marts.submission_log (
    submission_id text NOT NULL,
    network_code text,
    reporting_period text,
    object_key text NOT NULL,
    content_sha256 text,
    uploaded_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    recorded_at timestamptz,
    verdict text,
    is_current boolean NOT NULL,
    is_withdrawn boolean NOT NULL,
    rows_read_count bigint NOT NULL,
    rows_accepted_count bigint NOT NULL,
    rows_held_count bigint NOT NULL,
    rows_repeated_count bigint NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (submission_id)
);
COMMENT ON TABLE marts.submission_log IS 'One submission and what became of it.';
COMMENT ON COLUMN marts.submission_log.submission_id IS '<network>-<period>-r<NNN>.';
COMMENT ON COLUMN marts.submission_log.network_code IS 'The network; none when the key names none.';
COMMENT ON COLUMN marts.submission_log.reporting_period IS 'The period; none when the key names none.';
COMMENT ON COLUMN marts.submission_log.object_key IS 'Where it was uploaded.';
COMMENT ON COLUMN marts.submission_log.content_sha256 IS 'Hash of its bytes, once they were read.';
COMMENT ON COLUMN marts.submission_log.uploaded_at IS 'When it was uploaded.';
COMMENT ON COLUMN marts.submission_log.received_at IS 'When it was first listed.';
COMMENT ON COLUMN marts.submission_log.recorded_at IS 'When its verdict was recorded.';
COMMENT ON COLUMN marts.submission_log.verdict IS 'The verdict; none while it waits.';
COMMENT ON COLUMN marts.submission_log.is_current IS 'It speaks for at least one dataset.';
COMMENT ON COLUMN marts.submission_log.is_withdrawn IS 'A person withdrew it.';
COMMENT ON COLUMN marts.submission_log.rows_read_count IS 'Rows read: accepted, held and repeated.';
COMMENT ON COLUMN marts.submission_log.rows_accepted_count IS 'Rows accepted.';
COMMENT ON COLUMN marts.submission_log.rows_held_count IS 'Rows held.';
COMMENT ON COLUMN marts.submission_log.rows_repeated_count IS 'Further copies of rows that count once.';
COMMENT ON COLUMN marts.submission_log.refreshed_at IS 'When the row was last made.';
