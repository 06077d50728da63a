-- What the touched sources of one period now say. Grain: one place, innovation and network.
-- Of one innovation, or (null) of all. Within one network, lines of one innovation whose locations stand for one place are one adoption.
INSERT INTO fresh_adoption (
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
    is_floor
)
WITH line AS (
    SELECT
        speaking.network_code,
        adoption_line.innovation_code,
        coalesce(resolved.place, adoption_line.location) AS place,
        adoption_line.adoption_status = 'adopted' AS is_adopted,
        adoption_line.benefit_basis,
        CASE WHEN adoption_line.adoption_status = 'adopted' THEN adoption_line.beneficiaries_count ELSE 0 END AS people
    FROM touched_source AS source
    INNER JOIN speaking
        ON
            source.network_code = speaking.network_code
            AND source.reporting_period = speaking.reporting_period
            AND source.dataset = speaking.dataset
    INNER JOIN adoption_line
        ON speaking.lines_of = adoption_line.submission_id
    LEFT JOIN location_place AS resolved
        ON
            adoption_line.location = resolved.location_code
            AND resolved.from_version <= :registry_version
            AND coalesce(resolved.to_version > :registry_version, TRUE)
    WHERE
        source.dataset = 'adoptions'
        AND source.reporting_period = :reporting_period
        AND adoption_line.reporting_period = :reporting_period
        AND (CAST(:innovation_code AS text) IS NULL OR adoption_line.innovation_code = :innovation_code)
)

SELECT
    :reporting_period,
    place,
    innovation_code,
    network_code,
    bool_or(is_adopted),
    coalesce(sum(people) FILTER (WHERE benefit_basis = ANY(:counting_bases)), 0),
    coalesce(sum(people) FILTER (WHERE benefit_basis = ANY(:reached_bases)), 0),
    coalesce(sum(people) FILTER (WHERE benefit_basis = ANY(:avoided_bases)), 0),
    sum(people),
    0,
    FALSE,
    FALSE
FROM line
GROUP BY place, innovation_code, network_code
