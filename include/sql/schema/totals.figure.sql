-- totals.figure. Grain: What one period adds to the figures of one scope; of the nation also by innovation.
CREATE TABLE totals.figure (
    innovation_code text NOT NULL,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    innovations_count bigint NOT NULL,
    locations_count bigint NOT NULL,
    adoptions_count bigint NOT NULL,
    beneficiaries_count bigint NOT NULL,
    beneficiaries_floor_count bigint NOT NULL,
    beneficiaries_ceiling_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL,
    jobs_created_fte numeric(18, 1) NOT NULL,
    jobs_safeguarded_fte numeric(18, 1) NOT NULL,
    investment_gbp numeric(20, 2) NOT NULL,
    first_innovations_count bigint NOT NULL,
    first_locations_count bigint NOT NULL,
    first_adoptions_count bigint NOT NULL,
    live_locations_step bigint NOT NULL,
    PRIMARY KEY (reporting_period, scope, innovation_code)
);
COMMENT ON TABLE totals.figure IS 'What one period adds to the figures of one scope; of the nation also by innovation.';
COMMENT ON COLUMN totals.figure.innovation_code IS 'The innovation; empty: the scope as a whole.';
COMMENT ON COLUMN totals.figure.scope IS 'A network''s code; national: what counts nationally; overlap: what does not.';
COMMENT ON COLUMN totals.figure.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.figure.innovations_count IS 'Innovations adopted in the period; whole scopes only.';
COMMENT ON COLUMN totals.figure.locations_count IS 'Places with an adoption in the period; whole scopes only.';
COMMENT ON COLUMN totals.figure.adoptions_count IS 'Adoptions of the period.';
COMMENT ON COLUMN totals.figure.beneficiaries_count IS 'People who received or completed.';
COMMENT ON COLUMN totals.figure.beneficiaries_floor_count IS 'The same, as their lower bound.';
COMMENT ON COLUMN totals.figure.beneficiaries_ceiling_count IS 'The same, as their upper bound.';
COMMENT ON COLUMN totals.figure.people_reached_count IS 'People covered, identified or offered.';
COMMENT ON COLUMN totals.figure.cases_avoided_count IS 'Cases avoided.';
COMMENT ON COLUMN totals.figure.jobs_created_fte IS 'Jobs created.';
COMMENT ON COLUMN totals.figure.jobs_safeguarded_fte IS 'Jobs safeguarded.';
COMMENT ON COLUMN totals.figure.investment_gbp IS 'Pounds invested.';
COMMENT ON COLUMN totals.figure.first_innovations_count IS 'Innovations never adopted before; whole scopes only.';
COMMENT ON COLUMN totals.figure.first_locations_count IS 'Places without an adoption before; whole scopes only.';
COMMENT ON COLUMN totals.figure.first_adoptions_count IS 'Adoptions of what was never adopted there before.';
COMMENT ON COLUMN totals.figure.live_locations_step IS 'Places that become live, less those that cease to be.';
