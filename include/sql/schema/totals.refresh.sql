-- totals.refresh. Grain: What the totals were last made from: one row.
CREATE TABLE totals.refresh (
    refresh_id integer NOT NULL,
    registry_version integer NOT NULL,
    first_period text,
    last_period text,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (refresh_id)
);
COMMENT ON TABLE totals.refresh IS 'What the totals were last made from: one row.';
COMMENT ON COLUMN totals.refresh.refresh_id IS 'Always 1.';
COMMENT ON COLUMN totals.refresh.registry_version IS 'The registry version they use; 0: none.';
COMMENT ON COLUMN totals.refresh.first_period IS 'The first period with a counting submission.';
COMMENT ON COLUMN totals.refresh.last_period IS 'The last period with a counting submission.';
COMMENT ON COLUMN totals.refresh.refreshed_at IS 'When they were made.';
