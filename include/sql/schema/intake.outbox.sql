-- intake.outbox. Grain: One thing to be written to the object store after a commit.
CREATE TABLE intake.outbox (
    outbox_id bigint GENERATED ALWAYS AS IDENTITY,
    kind text NOT NULL,
    subject text NOT NULL,
    created_at timestamptz NOT NULL,
    done_at timestamptz,
    attempts integer NOT NULL,
    last_error text,
    PRIMARY KEY (outbox_id)
);
CREATE INDEX outbox_done_at_kind_subject_idx ON intake.outbox (done_at, kind, subject);
COMMENT ON TABLE intake.outbox IS 'One thing to be written to the object store after a commit.';
COMMENT ON COLUMN intake.outbox.outbox_id IS 'The entry''s number.';
COMMENT ON COLUMN intake.outbox.kind IS 'receipt, lake, network_page, marts, registry, replay or email.';
COMMENT ON COLUMN intake.outbox.subject IS 'The submission''s id, dataset/period/network, network, all, or the act''s number.';
COMMENT ON COLUMN intake.outbox.created_at IS 'When it was asked for.';
COMMENT ON COLUMN intake.outbox.done_at IS 'When it was done.';
COMMENT ON COLUMN intake.outbox.attempts IS 'How often it was tried.';
COMMENT ON COLUMN intake.outbox.last_error IS 'The latest failure.';
