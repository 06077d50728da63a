-- marts.dim_date. Grain: One day, with its UK financial year and quarter.
CREATE TABLE marts.dim_date (
    date_key integer NOT NULL,
    date date NOT NULL,
    calendar_year integer NOT NULL,
    month_number integer NOT NULL,
    month_name text NOT NULL,
    financial_year text NOT NULL,
    financial_quarter integer NOT NULL,
    period_key integer NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (date_key),
    UNIQUE (date)
);
COMMENT ON TABLE marts.dim_date IS 'One day, with its UK financial year and quarter.';
COMMENT ON COLUMN marts.dim_date.date_key IS 'Its key in the facts.';
COMMENT ON COLUMN marts.dim_date.date IS 'The day.';
COMMENT ON COLUMN marts.dim_date.calendar_year IS 'Its calendar year.';
COMMENT ON COLUMN marts.dim_date.month_number IS 'Its month, from 1 for January.';
COMMENT ON COLUMN marts.dim_date.month_name IS 'Its month in words.';
COMMENT ON COLUMN marts.dim_date.financial_year IS 'Its UK financial year, such as 2017/18.';
COMMENT ON COLUMN marts.dim_date.financial_quarter IS 'Its quarter of the financial year, from 1 for April to June.';
COMMENT ON COLUMN marts.dim_date.period_key IS 'The quarter as dim_period has it.';
COMMENT ON COLUMN marts.dim_date.refreshed_at IS 'When the row was last made.';
