-- What the touched sources of one period say of adoptions now and said when they were last counted, where
-- the two differ, or the place may count for another network. Grain: one place, innovation and network. Both are read from the lines, which never change.
-- Of one innovation, or (null) of all. Within one network, lines of one innovation whose locations stand for
-- one place are one adoption.
INSERT INTO claim_change (
    reporting_period,
    place,
    innovation_code,
    network_code,
    was_reported,
    was_adopted,
    was_beneficiaries_count,
    was_people_reached_count,
    was_cases_avoided_count,
    was_all_bases_count,
    is_reported,
    is_adopted,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count,
    all_bases_count
)
WITH side AS (
    SELECT
        source.network_code,
        speaking.lines_of,
        TRUE AS is_now,
        CAST(:registry_version AS integer) AS registry_version
    FROM touched_source AS source
    INNER JOIN speaking
        ON
            source.network_code = speaking.network_code
            AND source.reporting_period = speaking.reporting_period
            AND source.dataset = speaking.dataset
    WHERE source.dataset = 'adoptions' AND source.reporting_period = :reporting_period
    UNION ALL
    SELECT
        source.network_code,
        counted.lines_of,
        FALSE AS is_now,
        counted.registry_version
    FROM touched_source AS source
    INNER JOIN counted_source AS counted
        ON
            source.network_code = counted.network_code
            AND source.reporting_period = counted.reporting_period
    WHERE source.dataset = 'adoptions' AND source.reporting_period = :reporting_period
),

-- Places that the registry has described anew since: they may lie in another network's area.
moved AS (
    SELECT location_code AS place
    FROM location_place
    WHERE greatest(from_version, to_version) > (SELECT min(side.registry_version) FROM side)
),

line AS (
    SELECT
        side.network_code,
        side.is_now,
        adoption_line.innovation_code,
        coalesce(resolved.place, adoption_line.location) AS place,
        CASE adoption_line.adoption_status WHEN 'adopted' THEN 3 ELSE 1 END
        * CASE WHEN side.is_now THEN 1 ELSE 4 END AS said,
        CASE
            WHEN adoption_line.benefit_basis = ANY(:counting_bases) THEN 1
            WHEN adoption_line.benefit_basis = ANY(:reached_bases) THEN 2
            WHEN adoption_line.benefit_basis = ANY(:avoided_bases) THEN 3
        END AS basis,
        CASE
            WHEN adoption_line.adoption_status = 'adopted' THEN CAST(adoption_line.beneficiaries_count AS integer)
            ELSE 0
        END AS people
    FROM side
    INNER JOIN adoption_line ON side.lines_of = adoption_line.submission_id
    LEFT JOIN location_place AS resolved
        ON
            adoption_line.location = resolved.location_code
            AND resolved.from_version <= side.registry_version
            AND coalesce(resolved.to_version > side.registry_version, TRUE)
    WHERE
        adoption_line.reporting_period = :reporting_period
        AND (CAST(:innovation_code AS text) IS NULL OR adoption_line.innovation_code = :innovation_code)
),

summed AS (
    SELECT
        place,
        innovation_code,
        network_code,
        bit_or(said) AS said,
        coalesce(sum(people) FILTER (WHERE basis = 1 AND NOT is_now), 0) AS was_beneficiaries_count,
        coalesce(sum(people) FILTER (WHERE basis = 2 AND NOT is_now), 0) AS was_people_reached_count,
        coalesce(sum(people) FILTER (WHERE basis = 3 AND NOT is_now), 0) AS was_cases_avoided_count,
        coalesce(sum(people) FILTER (WHERE NOT is_now), 0) AS was_all_bases_count,
        coalesce(sum(people) FILTER (WHERE basis = 1 AND is_now), 0) AS beneficiaries_count,
        coalesce(sum(people) FILTER (WHERE basis = 2 AND is_now), 0) AS people_reached_count,
        coalesce(sum(people) FILTER (WHERE basis = 3 AND is_now), 0) AS cases_avoided_count,
        coalesce(sum(people) FILTER (WHERE is_now), 0) AS all_bases_count
    FROM line
    GROUP BY place, innovation_code, network_code
),

-- Bits of what is said now: 1 reported, 2 adopted; 4 and 8 the same of what was said.
said AS (
    SELECT
        place,
        innovation_code,
        network_code,
        said & 4 <> 0 AS was_reported,
        said & 8 <> 0 AS was_adopted,
        was_beneficiaries_count,
        was_people_reached_count,
        was_cases_avoided_count,
        was_all_bases_count,
        said & 1 <> 0 AS is_reported,
        said & 2 <> 0 AS is_adopted,
        beneficiaries_count,
        people_reached_count,
        cases_avoided_count,
        all_bases_count
    FROM summed
)

SELECT
    :reporting_period,
    *
FROM said
WHERE
    (
        was_reported,
        was_adopted,
        was_beneficiaries_count,
        was_people_reached_count,
        was_cases_avoided_count,
        was_all_bases_count
    ) IS DISTINCT FROM (
        is_reported,
        is_adopted,
        beneficiaries_count,
        people_reached_count,
        cases_avoided_count,
        all_bases_count
    )
    OR place IN (SELECT moved.place FROM moved)
