-- totals.network_innovation. Grain: One innovation that one network reports as adopted in one period.
CREATE TABLE totals.network_innovation (
    innovation_code text NOT NULL,
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    adopted_count integer NOT NULL,
    PRIMARY KEY (innovation_code, reporting_period, network_code)
);
COMMENT ON TABLE totals.network_innovation IS 'One innovation that one network reports as adopted in one period.';
COMMENT ON COLUMN totals.network_innovation.innovation_code IS 'The innovation.';
COMMENT ON COLUMN totals.network_innovation.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.network_innovation.network_code IS 'The network that reports it.';
COMMENT ON COLUMN totals.network_innovation.adopted_count IS 'Places that have adopted it.';
