-- intake.act. Grain: One act of a person.
CREATE TABLE intake.act (
    act_id bigint GENERATED ALWAYS AS IDENTITY,
    act text NOT NULL,
    submission_id text,
    details jsonb NOT NULL,
    who text NOT NULL,
    why text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (act_id)
);
CREATE INDEX act_submission_id_idx ON intake.act (submission_id);
COMMENT ON TABLE intake.act IS 'One act of a person.';
COMMENT ON COLUMN intake.act.act_id IS 'The act''s number.';
COMMENT ON COLUMN intake.act.act IS 'withdraw, reinstate, replay or history.';
COMMENT ON COLUMN intake.act.submission_id IS 'The submission; none while it is not yet listed.';
COMMENT ON COLUMN intake.act.details IS 'What else was said, such as a given upload time.';
COMMENT ON COLUMN intake.act.who IS 'Who.';
COMMENT ON COLUMN intake.act.why IS 'Why.';
COMMENT ON COLUMN intake.act.recorded_at IS 'When.';
