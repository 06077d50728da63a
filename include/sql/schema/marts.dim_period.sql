-- marts.dim_period. Grain: One reporting period.
CREATE TABLE marts.dim_period (
    period_key integer NOT NULL,
    reporting_period text NOT NULL,
    period_label text NOT NULL,
    period_start_date date NOT NULL,
    period_end_date date NOT NULL,
    financial_year text NOT NULL,
    financial_quarter integer NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (period_key),
    UNIQUE (reporting_period)
);
COMMENT ON TABLE marts.dim_period IS 'One reporting period.';
COMMENT ON COLUMN marts.dim_period.period_key IS 'Its key in the facts.';
COMMENT ON COLUMN marts.dim_period.reporting_period IS 'The period''s code, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.dim_period.period_label IS 'The period in words.';
COMMENT ON COLUMN marts.dim_period.period_start_date IS 'Its first day.';
COMMENT ON COLUMN marts.dim_period.period_end_date IS 'Its last day.';
COMMENT ON COLUMN marts.dim_period.financial_year IS 'Its UK financial year, such as 2017/18.';
COMMENT ON COLUMN marts.dim_period.financial_quarter IS 'Its quarter of the financial year, from 1 for April to June.';
COMMENT ON COLUMN marts.dim_period.refreshed_at IS 'When the row was last made.';
