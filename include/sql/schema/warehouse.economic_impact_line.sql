-- warehouse.economic_impact_line. Grain: One deal in one quarter, as one network reports it. Accepted lines of every submission, current or not.
CREATE TABLE warehouse.economic_impact_line (
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    submission_id text NOT NULL,
    sheet text,
    row_number bigint NOT NULL,
    deal_reference text NOT NULL,
    innovation_code text NOT NULL,
    company_name text NOT NULL,
    company_number text,
    funding_type text NOT NULL,
    investment_gbp numeric(14, 2) NOT NULL,
    jobs_created_fte numeric(12, 1) NOT NULL,
    jobs_safeguarded_fte numeric(12, 1) NOT NULL,
    notes text,
    PRIMARY KEY (reporting_period, submission_id, row_number)
) PARTITION BY LIST (reporting_period);
CREATE INDEX economic_impact_line_innovation_code_idx ON warehouse.economic_impact_line (innovation_code);
COMMENT ON TABLE warehouse.economic_impact_line IS 'One deal in one quarter, as one network reports it. Accepted lines of every submission, current or not.';
COMMENT ON COLUMN warehouse.economic_impact_line.reporting_period IS 'The period reported.';
COMMENT ON COLUMN warehouse.economic_impact_line.network_code IS 'The network that reports.';
COMMENT ON COLUMN warehouse.economic_impact_line.submission_id IS 'The decision whose line it is: the submission whose file holds it, then <it>~<n>.';
COMMENT ON COLUMN warehouse.economic_impact_line.sheet IS 'The sheet.';
COMMENT ON COLUMN warehouse.economic_impact_line.row_number IS 'The row as a person sees it.';
COMMENT ON COLUMN warehouse.economic_impact_line.deal_reference IS 'The deal; the same deal has the same reference in every network.';
COMMENT ON COLUMN warehouse.economic_impact_line.innovation_code IS 'The innovation, by its code in the national registry.';
COMMENT ON COLUMN warehouse.economic_impact_line.company_name IS 'The company or body that received the money or created the jobs.';
COMMENT ON COLUMN warehouse.economic_impact_line.company_number IS 'The company''s Companies House number.';
COMMENT ON COLUMN warehouse.economic_impact_line.funding_type IS 'Where the money comes from.';
COMMENT ON COLUMN warehouse.economic_impact_line.investment_gbp IS 'Money committed by the deal in the quarter, in pounds (not thousands).';
COMMENT ON COLUMN warehouse.economic_impact_line.jobs_created_fte IS 'Jobs created by the deal, in full-time equivalents.';
COMMENT ON COLUMN warehouse.economic_impact_line.jobs_safeguarded_fte IS 'Jobs kept that would have gone without the deal, in full-time equivalents.';
COMMENT ON COLUMN warehouse.economic_impact_line.notes IS 'Anything the network wants to say; never leaves the warehouse''s restricted schema.';
