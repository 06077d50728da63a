-- marts.reconciliation_ladder_history. Grain: As it was shown from one moment until another: how the networks' figures add up to the nation's: one measure, reporting period and time basis.
CREATE TABLE marts.reconciliation_ladder_history (
    reporting_period text NOT NULL,
    time_basis text NOT NULL,
    measure text NOT NULL,
    sum_of_networks numeric(20, 2) NOT NULL,
    overlap_removed numeric(20, 2) NOT NULL,
    national numeric(20, 2) NOT NULL,
    shown_from timestamptz NOT NULL,
    shown_until timestamptz NOT NULL
);
CREATE INDEX reconciliation_ladder_history_shown_until_reporting_period_idx ON marts.reconciliation_ladder_history (shown_until, reporting_period);
COMMENT ON TABLE marts.reconciliation_ladder_history IS 'As it was shown from one moment until another: how the networks'' figures add up to the nation''s: one measure, reporting period and time basis.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.time_basis IS 'in_period: the quarter alone; since_201314: every period up to it.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.measure IS 'The measure, by its column''s name in national_totals.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.sum_of_networks IS 'The sum of all networks'' own figures.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.overlap_removed IS 'What networks report beside another whose report counts; never a subtraction.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.national IS 'The nation''s figure.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.shown_from IS 'When the row was first shown.';
COMMENT ON COLUMN marts.reconciliation_ladder_history.shown_until IS 'When another took its place; 9999-12-31: it is still shown.';
