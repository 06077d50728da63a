-- totals.network_adoption. Grain: One innovation at one place in one period, as one network reports it, whatever its status.
CREATE TABLE totals.network_adoption (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL,
    is_adopted boolean NOT NULL,
    beneficiaries_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL,
    all_bases_count bigint NOT NULL,
    networks_count integer NOT NULL,
    is_counted boolean NOT NULL,
    is_floor boolean NOT NULL,
    decided_by text,
    PRIMARY KEY (reporting_period, place, innovation_code, network_code)
);
CREATE INDEX network_adoption_reporting_period_network_code_innovation_code_idx ON totals.network_adoption (reporting_period, network_code, innovation_code);
CREATE INDEX network_adoption_place_innovation_code_reporting_period_network_code_is_adopted_idx ON totals.network_adoption (place, innovation_code, reporting_period, network_code, is_adopted);
COMMENT ON TABLE totals.network_adoption IS 'One innovation at one place in one period, as one network reports it, whatever its status.';
COMMENT ON COLUMN totals.network_adoption.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.network_adoption.place IS 'The place that the reported location stands for.';
COMMENT ON COLUMN totals.network_adoption.innovation_code IS 'The innovation.';
COMMENT ON COLUMN totals.network_adoption.network_code IS 'The network that reports it.';
COMMENT ON COLUMN totals.network_adoption.is_adopted IS 'At least one of its lines says adopted.';
COMMENT ON COLUMN totals.network_adoption.beneficiaries_count IS 'People who received or completed.';
COMMENT ON COLUMN totals.network_adoption.people_reached_count IS 'People covered, identified or offered.';
COMMENT ON COLUMN totals.network_adoption.cases_avoided_count IS 'Cases avoided.';
COMMENT ON COLUMN totals.network_adoption.all_bases_count IS 'All of these together: what the largest is chosen by.';
COMMENT ON COLUMN totals.network_adoption.networks_count IS 'How many networks report it as adopted in the period.';
COMMENT ON COLUMN totals.network_adoption.is_counted IS 'This network''s figures count nationally.';
COMMENT ON COLUMN totals.network_adoption.is_floor IS 'This network''s beneficiaries are the national lower bound.';
COMMENT ON COLUMN totals.network_adoption.decided_by IS 'Why the one that counts does: only, area, largest or alphabet; none if not adopted.';
