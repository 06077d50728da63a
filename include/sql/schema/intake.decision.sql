-- intake.decision. Grain: One decision on one submission. The latest one recorded by a moment speaks for it as of that moment.
CREATE TABLE intake.decision (
    submission_id text NOT NULL,
    decision_number integer NOT NULL,
    decision_id text NOT NULL,
    reason text NOT NULL,
    act_id bigint,
    contract_version text NOT NULL,
    registry_version integer NOT NULL,
    content_sha256 text,
    verdict text NOT NULL,
    repeats text,
    recorded_at timestamptz NOT NULL,
    receipt jsonb,
    PRIMARY KEY (submission_id, decision_number),
    UNIQUE (decision_id)
);
CREATE INDEX decision_act_id_idx ON intake.decision (act_id);
COMMENT ON TABLE intake.decision IS 'One decision on one submission. The latest one recorded by a moment speaks for it as of that moment.';
COMMENT ON COLUMN intake.decision.submission_id IS 'The submission.';
COMMENT ON COLUMN intake.decision.decision_number IS '1 for the first one.';
COMMENT ON COLUMN intake.decision.decision_id IS 'What its lines and held rows are kept under: the submission, then <it>~<n>.';
COMMENT ON COLUMN intake.decision.reason IS 'first, replay or correction.';
COMMENT ON COLUMN intake.decision.act_id IS 'The act that asked for it.';
COMMENT ON COLUMN intake.decision.contract_version IS 'The contract it was judged by.';
COMMENT ON COLUMN intake.decision.registry_version IS 'The registry version it was judged by.';
COMMENT ON COLUMN intake.decision.content_sha256 IS 'Hash of the bytes.';
COMMENT ON COLUMN intake.decision.verdict IS 'What was decided.';
COMMENT ON COLUMN intake.decision.repeats IS 'The submission that a duplicate repeats.';
COMMENT ON COLUMN intake.decision.recorded_at IS 'When it was first committed; rebuilding keeps it.';
COMMENT ON COLUMN intake.decision.receipt IS 'receipt.json as committed.';
