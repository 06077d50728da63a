-- totals.network_place. Grain: One place of which one network reports an adoption in one period, whatever its status.
CREATE TABLE totals.network_place (
    place text NOT NULL,
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    reported_count integer NOT NULL,
    adopted_count integer NOT NULL,
    PRIMARY KEY (place, reporting_period, network_code)
);
COMMENT ON TABLE totals.network_place IS 'One place of which one network reports an adoption in one period, whatever its status.';
COMMENT ON COLUMN totals.network_place.place IS 'The place that the reported location stands for.';
COMMENT ON COLUMN totals.network_place.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.network_place.network_code IS 'The network that reports it.';
COMMENT ON COLUMN totals.network_place.reported_count IS 'Innovations that it reports there.';
COMMENT ON COLUMN totals.network_place.adopted_count IS 'Of these, adopted.';
