-- marts.overlaps. Grain: One network's report of an adoption or deal that more than one network reports in a period.
CREATE TABLE marts.overlaps (
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    innovation_code text NOT NULL,
    place text,
    deal_reference text,
    network_code text NOT NULL,
    beneficiaries_count bigint,
    all_bases_count bigint,
    investment_gbp numeric(14, 2),
    is_counted boolean NOT NULL,
    reason text NOT NULL,
    refreshed_at timestamptz NOT NULL
);
CREATE INDEX overlaps_reporting_period_place_innovation_code_idx ON marts.overlaps (reporting_period, place, innovation_code);
CREATE INDEX overlaps_reporting_period_deal_reference_idx ON marts.overlaps (reporting_period, deal_reference);
COMMENT ON TABLE marts.overlaps IS 'One network''s report of an adoption or deal that more than one network reports in a period.';
COMMENT ON COLUMN marts.overlaps.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.overlaps.dataset IS 'adoptions or economic_impact.';
COMMENT ON COLUMN marts.overlaps.innovation_code IS 'The innovation, as this network reports it.';
COMMENT ON COLUMN marts.overlaps.place IS 'The adoption''s place; none for a deal.';
COMMENT ON COLUMN marts.overlaps.deal_reference IS 'The deal; none for an adoption.';
COMMENT ON COLUMN marts.overlaps.network_code IS 'The reporting network.';
COMMENT ON COLUMN marts.overlaps.beneficiaries_count IS 'People who received or completed; none for a deal.';
COMMENT ON COLUMN marts.overlaps.all_bases_count IS 'People on all bases; none for a deal.';
COMMENT ON COLUMN marts.overlaps.investment_gbp IS 'Pounds invested; none for an adoption.';
COMMENT ON COLUMN marts.overlaps.is_counted IS 'Whether this network''s figures count nationally.';
COMMENT ON COLUMN marts.overlaps.reason IS 'Why they do, or which network''s do instead, and why.';
COMMENT ON COLUMN marts.overlaps.refreshed_at IS 'When the row was last made.';
