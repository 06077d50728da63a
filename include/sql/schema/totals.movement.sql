-- totals.movement. Grain: By how much one change moved one national figure, from one period on or in that period alone.
CREATE TABLE totals.movement (
    recorded_at timestamptz NOT NULL,
    reason text NOT NULL,
    network_code text NOT NULL,
    submission_id text,
    registry_version integer,
    reporting_period text NOT NULL,
    time_basis text NOT NULL,
    is_running boolean NOT NULL,
    measure text NOT NULL,
    movement numeric(20, 2) NOT NULL,
    refreshed_at timestamptz NOT NULL
);
CREATE INDEX movement_recorded_at_idx ON totals.movement (recorded_at);
COMMENT ON TABLE totals.movement IS 'By how much one change moved one national figure, from one period on or in that period alone.';
COMMENT ON COLUMN totals.movement.recorded_at IS 'When the change was recorded.';
COMMENT ON COLUMN totals.movement.reason IS 'late, restated, withdrawn, corrected, reference or rule_change.';
COMMENT ON COLUMN totals.movement.network_code IS 'The network whose lines changed.';
COMMENT ON COLUMN totals.movement.submission_id IS 'The submission; none: the registry.';
COMMENT ON COLUMN totals.movement.registry_version IS 'The registry version; none: a submission.';
COMMENT ON COLUMN totals.movement.reporting_period IS 'The period whose figure moves.';
COMMENT ON COLUMN totals.movement.time_basis IS 'in_period or since_201314.';
COMMENT ON COLUMN totals.movement.is_running IS 'The figures of every later period move too.';
COMMENT ON COLUMN totals.movement.measure IS 'The measure.';
COMMENT ON COLUMN totals.movement.movement IS 'After, less before.';
COMMENT ON COLUMN totals.movement.refreshed_at IS 'When it was noted.';
