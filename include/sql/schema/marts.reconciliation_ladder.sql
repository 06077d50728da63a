-- marts.reconciliation_ladder. Grain: How the networks' figures add up to the nation's: one measure, reporting period and time basis.
CREATE TABLE marts.reconciliation_ladder (
    reporting_period text NOT NULL,
    time_basis text NOT NULL,
    measure text NOT NULL,
    sum_of_networks numeric(20, 2) NOT NULL,
    overlap_removed numeric(20, 2) NOT NULL,
    national numeric(20, 2) NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (reporting_period, time_basis, measure)
);
COMMENT ON TABLE marts.reconciliation_ladder IS 'How the networks'' figures add up to the nation''s: one measure, reporting period and time basis.';
COMMENT ON COLUMN marts.reconciliation_ladder.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.reconciliation_ladder.time_basis IS 'in_period: the quarter alone; since_201314: every period up to it.';
COMMENT ON COLUMN marts.reconciliation_ladder.measure IS 'The measure, by its column''s name in national_totals.';
COMMENT ON COLUMN marts.reconciliation_ladder.sum_of_networks IS 'The sum of all networks'' own figures.';
COMMENT ON COLUMN marts.reconciliation_ladder.overlap_removed IS 'What networks report beside another whose report counts; never a subtraction.';
COMMENT ON COLUMN marts.reconciliation_ladder.national IS 'The nation''s figure.';
COMMENT ON COLUMN marts.reconciliation_ladder.refreshed_at IS 'When the row was last made.';
