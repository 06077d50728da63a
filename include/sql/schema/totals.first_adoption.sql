-- totals.first_adoption. Grain: One innovation that one network has ever reported as adopted at one place.
CREATE TABLE totals.first_adoption (
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    PRIMARY KEY (place, innovation_code, network_code)
);
CREATE INDEX first_adoption_innovation_code_network_code_reporting_period_idx ON totals.first_adoption (innovation_code, network_code, reporting_period);
COMMENT ON TABLE totals.first_adoption IS 'One innovation that one network has ever reported as adopted at one place.';
COMMENT ON COLUMN totals.first_adoption.place IS 'The place that the reported location stands for.';
COMMENT ON COLUMN totals.first_adoption.innovation_code IS 'The innovation.';
COMMENT ON COLUMN totals.first_adoption.network_code IS 'The network that reports it.';
COMMENT ON COLUMN totals.first_adoption.reporting_period IS 'The first period in which it did.';
