-- Puts in the rows of network_adoption that come; in an order that fills its indexes from left to right.
INSERT INTO network_adoption (
    reporting_period,
    place,
    innovation_code,
    network_code,
    is_adopted,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count,
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
    is_adopted,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count,
    all_bases_count,
    networks_count,
    is_counted,
    is_floor,
    decided_by
FROM adoption_change
WHERE sign = 1
ORDER BY reporting_period, place, innovation_code
