-- marts.overlaps_history. Grain: As it was shown from one moment until another: one network's report of an adoption or deal that more than one network reports in a period.
CREATE TABLE marts.overlaps_history (
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
    shown_from timestamptz NOT NULL,
    shown_until timestamptz NOT NULL
);
CREATE INDEX overlaps_history_shown_until_reporting_period_idx ON marts.overlaps_history (shown_until, reporting_period);
COMMENT ON TABLE marts.overlaps_history IS 'As it was shown from one moment until another: one network''s report of an adoption or deal that more than one network reports in a period.';
COMMENT ON COLUMN marts.overlaps_history.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.overlaps_history.dataset IS 'adoptions or economic_impact.';
COMMENT ON COLUMN marts.overlaps_history.innovation_code IS 'The innovation, as this network reports it.';
COMMENT ON COLUMN marts.overlaps_history.place IS 'The adoption''s place; none for a deal.';
COMMENT ON COLUMN marts.overlaps_history.deal_reference IS 'The deal; none for an adoption.';
COMMENT ON COLUMN marts.overlaps_history.network_code IS 'The reporting network.';
COMMENT ON COLUMN marts.overlaps_history.beneficiaries_count IS 'People who received or completed; none for a deal.';
COMMENT ON COLUMN marts.overlaps_history.all_bases_count IS 'People on all bases; none for a deal.';
COMMENT ON COLUMN marts.overlaps_history.investment_gbp IS 'Pounds invested; none for an adoption.';
COMMENT ON COLUMN marts.overlaps_history.is_counted IS 'Whether this network''s figures count nationally.';
COMMENT ON COLUMN marts.overlaps_history.reason IS 'Why they do, or which network''s do instead, and why.';
COMMENT ON COLUMN marts.overlaps_history.shown_from IS 'When the row was first shown.';
COMMENT ON COLUMN marts.overlaps_history.shown_until IS 'When another took its place; 9999-12-31: it is still shown.';
