-- totals.network_deal. Grain: One deal in one period, as one network reports it.
CREATE TABLE totals.network_deal (
    reporting_period text NOT NULL,
    deal_reference text NOT NULL,
    network_code text NOT NULL,
    innovation_code text NOT NULL,
    investment_gbp numeric(14, 2) NOT NULL,
    jobs_created_fte numeric(12, 1) NOT NULL,
    jobs_safeguarded_fte numeric(12, 1) NOT NULL,
    networks_count integer NOT NULL,
    is_counted boolean NOT NULL,
    decided_by text NOT NULL,
    PRIMARY KEY (reporting_period, deal_reference, network_code)
);
CREATE INDEX network_deal_reporting_period_network_code_idx ON totals.network_deal (reporting_period, network_code);
COMMENT ON TABLE totals.network_deal IS 'One deal in one period, as one network reports it.';
COMMENT ON COLUMN totals.network_deal.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.network_deal.deal_reference IS 'The deal.';
COMMENT ON COLUMN totals.network_deal.network_code IS 'The network that reports it.';
COMMENT ON COLUMN totals.network_deal.innovation_code IS 'The innovation.';
COMMENT ON COLUMN totals.network_deal.investment_gbp IS 'Pounds invested.';
COMMENT ON COLUMN totals.network_deal.jobs_created_fte IS 'Jobs created.';
COMMENT ON COLUMN totals.network_deal.jobs_safeguarded_fte IS 'Jobs safeguarded.';
COMMENT ON COLUMN totals.network_deal.networks_count IS 'How many networks report it in the period.';
COMMENT ON COLUMN totals.network_deal.is_counted IS 'This network''s figures count nationally.';
COMMENT ON COLUMN totals.network_deal.decided_by IS 'Why the one that counts does: only, largest or alphabet.';
