-- What the touched sources of one period say of adoptions now and said when they were last counted, where
-- the two differ, or the place may count for another network. Grain: one place, innovation and network. Both are read
-- from the lines, which never change. Of one innovation, or (null) of all. Within one network, lines of one innovation
-- whose locations stand for one place are one adoption.
-- A file names an innovation and location once. So where a network says something for the first time, or nothing any
-- more, of a place that has but one code, its line is the whole claim: to group a million of those took longest.
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
WITH said_by AS (
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

side AS (
    SELECT
        *,
        count(*) OVER (PARTITION BY network_code) = 1 AS is_alone
    FROM said_by
),

-- Places that the registry has described anew since: they may lie in another network's area.
moved AS (
    SELECT location_code AS place
    FROM location_place
    WHERE greatest(from_version, to_version) > (SELECT min(side.registry_version) FROM side)
),

-- Codes that ever stood for another place, and such places.
grouped AS (
    SELECT location_code AS location
    FROM location_place
    WHERE place <> location_code
    UNION
    SELECT place AS location
    FROM location_place
    WHERE place <> location_code
),

line AS NOT MATERIALIZED (
    SELECT
        side.network_code,
        side.is_now,
        side.is_alone,
        side.registry_version,
        adoption_line.innovation_code,
        adoption_line.location,
        adoption_line.adoption_status = 'adopted' AS is_adopted,
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
    WHERE
        adoption_line.reporting_period = :reporting_period
        AND (CAST(:innovation_code AS text) IS NULL OR adoption_line.innovation_code = :innovation_code)
),

-- Bits of what is said now: 1 reported, 2 adopted; 4 and 8 the same of what was said.
summed AS (
    SELECT
        coalesce(resolved.place, line.location) AS place,
        line.innovation_code,
        line.network_code,
        bit_or(
            CASE WHEN line.is_adopted THEN 3 ELSE 1 END * CASE WHEN line.is_now THEN 1 ELSE 4 END
        ) AS said,
        coalesce(sum(line.people) FILTER (WHERE line.basis = 1 AND NOT line.is_now), 0) AS was_beneficiaries_count,
        coalesce(sum(line.people) FILTER (WHERE line.basis = 2 AND NOT line.is_now), 0) AS was_people_reached_count,
        coalesce(sum(line.people) FILTER (WHERE line.basis = 3 AND NOT line.is_now), 0) AS was_cases_avoided_count,
        coalesce(sum(line.people) FILTER (WHERE NOT line.is_now), 0) AS was_all_bases_count,
        coalesce(sum(line.people) FILTER (WHERE line.basis = 1 AND line.is_now), 0) AS beneficiaries_count,
        coalesce(sum(line.people) FILTER (WHERE line.basis = 2 AND line.is_now), 0) AS people_reached_count,
        coalesce(sum(line.people) FILTER (WHERE line.basis = 3 AND line.is_now), 0) AS cases_avoided_count,
        coalesce(sum(line.people) FILTER (WHERE line.is_now), 0) AS all_bases_count
    FROM line
    LEFT JOIN location_place AS resolved
        ON
            line.location = resolved.location_code
            AND resolved.from_version <= line.registry_version
            AND coalesce(resolved.to_version > line.registry_version, TRUE)
    WHERE NOT line.is_alone OR line.location IN (SELECT grouped.location FROM grouped)
    GROUP BY coalesce(resolved.place, line.location), line.innovation_code, line.network_code
),

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
UNION ALL
SELECT
    :reporting_period,
    location,
    innovation_code,
    network_code,
    NOT is_now,
    NOT is_now AND is_adopted,
    CASE WHEN basis = 1 AND NOT is_now THEN people ELSE 0 END,
    CASE WHEN basis = 2 AND NOT is_now THEN people ELSE 0 END,
    CASE WHEN basis = 3 AND NOT is_now THEN people ELSE 0 END,
    CASE WHEN NOT is_now THEN people ELSE 0 END,
    is_now,
    is_now AND is_adopted,
    CASE WHEN basis = 1 AND is_now THEN people ELSE 0 END,
    CASE WHEN basis = 2 AND is_now THEN people ELSE 0 END,
    CASE WHEN basis = 3 AND is_now THEN people ELSE 0 END,
    CASE WHEN is_now THEN people ELSE 0 END
FROM line
WHERE is_alone AND location NOT IN (SELECT grouped.location FROM grouped)
