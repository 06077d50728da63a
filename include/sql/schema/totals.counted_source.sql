-- totals.counted_source. Grain: Whose adoptions the totals hold: one network and period. The adoptions themselves stay in its lines.
CREATE TABLE totals.counted_source (
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    submission_id text NOT NULL,
    lines_of text NOT NULL,
    registry_version integer NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (reporting_period, network_code)
);
COMMENT ON TABLE totals.counted_source IS 'Whose adoptions the totals hold: one network and period. The adoptions themselves stay in its lines.';
COMMENT ON COLUMN totals.counted_source.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.counted_source.network_code IS 'The network that reports it.';
COMMENT ON COLUMN totals.counted_source.submission_id IS 'The submission that spoke.';
COMMENT ON COLUMN totals.counted_source.lines_of IS 'The decision whose lines were counted.';
COMMENT ON COLUMN totals.counted_source.registry_version IS 'The registry by which they were.';
COMMENT ON COLUMN totals.counted_source.refreshed_at IS 'When they were.';
