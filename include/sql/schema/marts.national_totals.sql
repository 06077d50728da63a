-- marts.national_totals. Grain: The nation's figures for one reporting period and time basis.
CREATE TABLE marts.national_totals (
    reporting_period text NOT NULL,
    period_label text NOT NULL,
    period_start_date date NOT NULL,
    period_end_date date NOT NULL,
    time_basis text NOT NULL,
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
    adoptions_networks_reported_count integer NOT NULL,
    economic_networks_reported_count integer NOT NULL,
    networks_expected_count integer NOT NULL,
    is_provisional boolean NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (reporting_period, time_basis)
);
COMMENT ON TABLE marts.national_totals IS 'The nation''s figures for one reporting period and time basis.';
COMMENT ON COLUMN marts.national_totals.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.national_totals.period_label IS 'The period in words, such as 2017/18 Q3 (Oct to Dec 2017).';
COMMENT ON COLUMN marts.national_totals.period_start_date IS 'Its first day.';
COMMENT ON COLUMN marts.national_totals.period_end_date IS 'Its last day.';
COMMENT ON COLUMN marts.national_totals.time_basis IS 'in_period: the quarter alone; since_201314: every period up to it.';
COMMENT ON COLUMN marts.national_totals.innovations_count IS 'Distinct innovations adopted: in the period; or in any period up to it. Adds up over innovations; else never add it up.';
COMMENT ON COLUMN marts.national_totals.locations_count IS 'Distinct places with an adoption: in the period; or in any period up to it. Never add it up.';
COMMENT ON COLUMN marts.national_totals.live_locations_count IS 'Places where at least one innovation''s latest line up to the period says adopted. Never add it up.';
COMMENT ON COLUMN marts.national_totals.adoptions_count IS 'Distinct innovations at places: in the period; or in any period up to it. Adds up over innovations; else never add it up.';
COMMENT ON COLUMN marts.national_totals.beneficiaries_count IS 'People newly benefiting (received or completed). One person may count under two innovations. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.beneficiaries_floor_count IS 'The same, if of each adoption that networks share the smallest figure were right. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.beneficiaries_ceiling_count IS 'The same, if networks that share an adoption had all counted different people. Adds up over networks and innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.people_reached_count IS 'People covered by, identified for or offered an innovation. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.cases_avoided_count IS 'Cases avoided. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.jobs_created_fte IS 'Jobs created, in full-time equivalents. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.jobs_safeguarded_fte IS 'Jobs kept, in full-time equivalents. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.investment_gbp IS 'Money committed by deals, in pounds. Adds up over innovations and periods (in_period only); else never add it up.';
COMMENT ON COLUMN marts.national_totals.adoptions_networks_reported_count IS 'Networks that reported adoptions of that period, nil returns too.';
COMMENT ON COLUMN marts.national_totals.economic_networks_reported_count IS 'Networks that reported deals of that period, nil returns too.';
COMMENT ON COLUMN marts.national_totals.networks_expected_count IS 'Networks that are asked to report.';
COMMENT ON COLUMN marts.national_totals.is_provisional IS 'False only for a figure that equals the latest final vintage.';
COMMENT ON COLUMN marts.national_totals.refreshed_at IS 'When the row was last made.';
