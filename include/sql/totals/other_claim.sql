-- What others say of the adoptions that change: in the same period, and where a status changes in every one.
-- Grain: one period, place, innovation and network.
INSERT INTO other_claim (
    reporting_period,
    place,
    innovation_code,
    network_code,
    is_adopted,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count,
    all_bases_count
)
WITH found AS (
    SELECT
        line.reporting_period,
        asked.place,
        line.innovation_code,
        line.submission_id,
        line.location,
        line.adoption_status,
        line.benefit_basis,
        line.beneficiaries_count
    FROM asked_location AS asked
    INNER JOIN adoption_line AS line
        ON asked.innovation_code = line.innovation_code AND asked.location = line.location
    WHERE asked.reporting_period IS NULL
    UNION ALL
    SELECT
        line.reporting_period,
        asked.place,
        line.innovation_code,
        line.submission_id,
        line.location,
        line.adoption_status,
        line.benefit_basis,
        line.beneficiaries_count
    FROM asked_location AS asked
    INNER JOIN adoption_line AS line
        ON
            asked.reporting_period = line.reporting_period
            AND asked.innovation_code = line.innovation_code
            AND asked.location = line.location
),

line AS (
    SELECT
        found.reporting_period,
        found.place,
        found.innovation_code,
        source.network_code,
        found.adoption_status = 'adopted' AS is_adopted,
        found.benefit_basis,
        CASE WHEN found.adoption_status = 'adopted' THEN found.beneficiaries_count ELSE 0 END AS people
    FROM found
    INNER JOIN other_source AS source
        ON found.reporting_period = source.reporting_period AND found.submission_id = source.lines_of
    LEFT JOIN location_place AS resolved
        ON
            found.location = resolved.location_code
            AND resolved.from_version <= source.registry_version
            AND coalesce(resolved.to_version > source.registry_version, TRUE)
    LEFT JOIN claim_change AS change
        ON
            found.reporting_period = change.reporting_period
            AND found.place = change.place
            AND found.innovation_code = change.innovation_code
            AND source.network_code = change.network_code
    WHERE coalesce(resolved.place, found.location) = found.place AND change.place IS NULL
)

SELECT
    reporting_period,
    place,
    innovation_code,
    network_code,
    bool_or(is_adopted),
    coalesce(sum(people) FILTER (WHERE benefit_basis = ANY(:counting_bases)), 0),
    coalesce(sum(people) FILTER (WHERE benefit_basis = ANY(:reached_bases)), 0),
    coalesce(sum(people) FILTER (WHERE benefit_basis = ANY(:avoided_bases)), 0),
    sum(people)
FROM line
GROUP BY reporting_period, place, innovation_code, network_code
