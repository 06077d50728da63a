-- marts.network_totals_history. Grain: As it was shown from one moment until another: one network's own figures, as it reported them, for one reporting period and time basis.
CREATE TABLE marts.network_totals_history (
    reporting_period text NOT NULL,
    period_label text NOT NULL,
    period_start_date date NOT NULL,
    period_end_date date NOT NULL,
    time_basis text NOT NULL,
    network_code text NOT NULL,
    innovations_count bigint NOT NULL,
    locations_count bigint NOT NULL,
    live_locations_count bigint NOT NULL,
    adoptions_count bigint NOT NULL,
    beneficiaries_count bigint NOT NULL,
    beneficiaries_floor_count bigint NOT NULL,
    beneficiaries_ceiling_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL,
    jobs_created_fte numeric(18, 1) NOT NULL,
    jobs_safeguarded_fte numeric(18, 1) NOT NULL,
    investment_gbp numeric(20, 2) NOT NULL,
    adoptions_coverage text NOT NULL,
    economic_coverage text NOT NULL,
    is_provisional boolean NOT NULL,
    shown_from timestamptz NOT NULL,
    shown_until timestamptz NOT NULL
);
CREATE INDEX network_totals_history_shown_until_reporting_period_idx ON marts.network_totals_history (shown_until, reporting_period);
COMMENT ON TABLE marts.network_totals_history IS 'As it was shown from one moment until another: one network''s own figures, as it reported them, for one reporting period and time basis.';
COMMENT ON COLUMN marts.network_totals_history.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.network_totals_history.period_label IS 'The period in words, such as 2017/18 Q3 (Oct to Dec 2017).';
COMMENT ON COLUMN marts.network_totals_history.period_start_date IS 'Its first day.';
COMMENT ON COLUMN marts.network_totals_history.period_end_date IS 'Its last day.';
COMMENT ON COLUMN marts.network_totals_history.time_basis IS 'in_period: the quarter alone; since_201314: every period up to it.';
COMMENT ON COLUMN marts.network_totals_history.network_code IS 'The reporting network.';
COMMENT ON COLUMN marts.network_totals_history.innovations_count IS 'Distinct innovations adopted: in the period; or in any period up to it. Adds up over innovations; else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.locations_count IS 'Distinct places with an adoption: in the period; or in any period up to it. Never add it up.';
COMMENT ON COLUMN marts.network_totals_history.live_locations_count IS 'Places where at least one innovation''s latest line up to the period says adopted. Never add it up.';
COMMENT ON COLUMN marts.network_totals_history.adoptions_count IS 'Distinct innovations at places: in the period; or in any period up to it. Adds up over innovations; else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.beneficiaries_count IS 'People newly benefiting (received or completed). One person may count under two innovations. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.beneficiaries_floor_count IS 'The same, if of each adoption that networks share the smallest figure were right. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.beneficiaries_ceiling_count IS 'The same, if networks that share an adoption had all counted different people. Adds up over networks and innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.people_reached_count IS 'People covered by, identified for or offered an innovation. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.cases_avoided_count IS 'Cases avoided. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.jobs_created_fte IS 'Jobs created, in full-time equivalents. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.jobs_safeguarded_fte IS 'Jobs kept, in full-time equivalents. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.investment_gbp IS 'Money committed by deals, in pounds. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.network_totals_history.adoptions_coverage IS 'Its adoptions of that period: reported, nil (a nil return) or missing.';
COMMENT ON COLUMN marts.network_totals_history.economic_coverage IS 'Its deals of that period: reported, nil (a nil return) or missing.';
COMMENT ON COLUMN marts.network_totals_history.is_provisional IS 'False only for a figure that equals the latest final vintage.';
COMMENT ON COLUMN marts.network_totals_history.shown_from IS 'When the row was first shown.';
COMMENT ON COLUMN marts.network_totals_history.shown_until IS 'When another took its place; 9999-12-31: it is still shown.';
