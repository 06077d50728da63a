-- intake.mend. Grain: One thing that reconcile found amiss, mended or not.
CREATE TABLE intake.mend (
    kind text NOT NULL,
    subject text NOT NULL,
    times integer NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    alarmed_at timestamptz,
    PRIMARY KEY (kind, subject)
);
COMMENT ON TABLE intake.mend IS 'One thing that reconcile found amiss, mended or not.';
COMMENT ON COLUMN intake.mend.kind IS 'What was amiss, as the alarm about it is named.';
COMMENT ON COLUMN intake.mend.subject IS 'The submission, outbox entry, lake partition or correction.';
COMMENT ON COLUMN intake.mend.times IS 'How often it was found.';
COMMENT ON COLUMN intake.mend.first_at IS 'When it was first found.';
COMMENT ON COLUMN intake.mend.last_at IS 'When it was last found.';
COMMENT ON COLUMN intake.mend.alarmed_at IS 'When somebody was last told.';
