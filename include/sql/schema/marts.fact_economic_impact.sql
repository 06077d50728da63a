-- marts.fact_economic_impact. Grain: One current line of economic impact.
CREATE TABLE marts.fact_economic_impact (
    reporting_period text NOT NULL,
    period_key integer NOT NULL,
    network_key integer NOT NULL,
    innovation_key integer NOT NULL,
    deal_reference text NOT NULL,
    submission_key integer NOT NULL,
    row_number bigint NOT NULL,
    company_name text NOT NULL,
    company_number text,
    funding_type text NOT NULL,
    investment_gbp numeric(14, 2) NOT NULL,
    jobs_created_fte numeric(12, 1) NOT NULL,
    jobs_safeguarded_fte numeric(12, 1) NOT NULL,
    is_counted_nationally boolean NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (reporting_period, network_key, deal_reference)
) PARTITION BY LIST (reporting_period);
COMMENT ON TABLE marts.fact_economic_impact IS 'One current line of economic impact.';
COMMENT ON COLUMN marts.fact_economic_impact.reporting_period IS 'The reporting period; what the table is split by.';
COMMENT ON COLUMN marts.fact_economic_impact.period_key IS 'The period.';
COMMENT ON COLUMN marts.fact_economic_impact.network_key IS 'The network that reports.';
COMMENT ON COLUMN marts.fact_economic_impact.innovation_key IS 'The innovation.';
COMMENT ON COLUMN marts.fact_economic_impact.deal_reference IS 'The deal.';
COMMENT ON COLUMN marts.fact_economic_impact.submission_key IS 'The submission whose line it is.';
COMMENT ON COLUMN marts.fact_economic_impact.row_number IS 'The row in its file, as a person sees it.';
COMMENT ON COLUMN marts.fact_economic_impact.company_name IS 'The company or body.';
COMMENT ON COLUMN marts.fact_economic_impact.company_number IS 'Its Companies House number.';
COMMENT ON COLUMN marts.fact_economic_impact.funding_type IS 'Where the money comes from.';
COMMENT ON COLUMN marts.fact_economic_impact.investment_gbp IS 'Pounds invested.';
COMMENT ON COLUMN marts.fact_economic_impact.jobs_created_fte IS 'Jobs created.';
COMMENT ON COLUMN marts.fact_economic_impact.jobs_safeguarded_fte IS 'Jobs kept.';
COMMENT ON COLUMN marts.fact_economic_impact.is_counted_nationally IS 'Whether the line''s figures count nationally.';
COMMENT ON COLUMN marts.fact_economic_impact.refreshed_at IS 'When the row was last made.';
