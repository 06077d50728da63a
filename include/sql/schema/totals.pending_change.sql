-- totals.pending_change. Grain: A dataset of one network and period whose lines changed since the totals were made.
CREATE TABLE totals.pending_change (
    change_id bigint GENERATED ALWAYS AS IDENTITY,
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (change_id)
);
COMMENT ON TABLE totals.pending_change IS 'A dataset of one network and period whose lines changed since the totals were made.';
COMMENT ON COLUMN totals.pending_change.change_id IS 'The change''s number.';
COMMENT ON COLUMN totals.pending_change.network_code IS 'The network.';
COMMENT ON COLUMN totals.pending_change.reporting_period IS 'The period.';
COMMENT ON COLUMN totals.pending_change.dataset IS 'The dataset.';
COMMENT ON COLUMN totals.pending_change.created_at IS 'When it changed.';
