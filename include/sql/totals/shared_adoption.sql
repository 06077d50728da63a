-- totals.shared_adoption, where it changes. Grain: one network's claim to an adoption that several report.
DELETE FROM shared_adoption AS held
USING contested
WHERE
    contested.reporting_period = held.reporting_period
    AND contested.place = held.place
    AND contested.innovation_code = held.innovation_code;
INSERT INTO shared_adoption (
    reporting_period,
    place,
    innovation_code,
    network_code,
    beneficiaries_count,
    all_bases_count,
    networks_count,
    is_counted,
    is_floor,
    decided_by
)
SELECT
    reporting_period,
    place,
    innovation_code,
    network_code,
    beneficiaries_count,
    all_bases_count,
    networks_count,
    is_counted,
    is_floor,
    decided_by
FROM contested_change
WHERE sign = 1 AND networks_count > 1
