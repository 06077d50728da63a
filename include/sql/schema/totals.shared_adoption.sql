-- totals.shared_adoption. Grain: One innovation at one place in one period that several networks report as adopted, as one of them does.
CREATE TABLE totals.shared_adoption (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL,
    beneficiaries_count bigint NOT NULL,
    all_bases_count bigint NOT NULL,
    networks_count integer NOT NULL,
    is_counted boolean NOT NULL,
    is_floor boolean NOT NULL,
    decided_by text NOT NULL,
    PRIMARY KEY (reporting_period, place, innovation_code, network_code)
);
COMMENT ON TABLE totals.shared_adoption IS 'One innovation at one place in one period that several networks report as adopted, as one of them does.';
COMMENT ON COLUMN totals.shared_adoption.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.shared_adoption.place IS 'The place that the reported location stands for.';
COMMENT ON COLUMN totals.shared_adoption.innovation_code IS 'The innovation.';
COMMENT ON COLUMN totals.shared_adoption.network_code IS 'The network that reports it.';
COMMENT ON COLUMN totals.shared_adoption.beneficiaries_count IS 'People who received or completed.';
COMMENT ON COLUMN totals.shared_adoption.all_bases_count IS 'People on all bases: what the largest is chosen by.';
COMMENT ON COLUMN totals.shared_adoption.networks_count IS 'How many networks report it as adopted in the period.';
COMMENT ON COLUMN totals.shared_adoption.is_counted IS 'This network''s figures count nationally.';
COMMENT ON COLUMN totals.shared_adoption.is_floor IS 'This network''s beneficiaries are the national lower bound.';
COMMENT ON COLUMN totals.shared_adoption.decided_by IS 'Why the one that counts does: area, largest or alphabet.';
