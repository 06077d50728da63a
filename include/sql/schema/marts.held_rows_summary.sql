-- marts.held_rows_summary. Grain: The held rows of what is current: one network, reporting period, dataset and rule.
CREATE TABLE marts.held_rows_summary (
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    dataset text NOT NULL,
    rule text NOT NULL,
    submission_id text NOT NULL,
    rows_held_count bigint NOT NULL,
    beneficiaries_count bigint NOT NULL,
    investment_gbp numeric(20, 2) NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (reporting_period, network_code, dataset, rule)
);
COMMENT ON TABLE marts.held_rows_summary IS 'The held rows of what is current: one network, reporting period, dataset and rule.';
COMMENT ON COLUMN marts.held_rows_summary.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.held_rows_summary.network_code IS 'The reporting network.';
COMMENT ON COLUMN marts.held_rows_summary.dataset IS 'adoptions or economic_impact.';
COMMENT ON COLUMN marts.held_rows_summary.rule IS 'The rule; a row that two rules hold counts under both.';
COMMENT ON COLUMN marts.held_rows_summary.submission_id IS 'The submission that speaks.';
COMMENT ON COLUMN marts.held_rows_summary.rows_held_count IS 'Rows that the rule holds.';
COMMENT ON COLUMN marts.held_rows_summary.beneficiaries_count IS 'People (received or completed) in these rows, where it can be read.';
COMMENT ON COLUMN marts.held_rows_summary.investment_gbp IS 'Pounds in these rows, where it can be read.';
COMMENT ON COLUMN marts.held_rows_summary.refreshed_at IS 'When the row was last made.';
