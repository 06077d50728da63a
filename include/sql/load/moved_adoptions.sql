-- What one submission's adoptions add up to, and how much of it counts nationally, before and after it
-- speaks. Grain: one side (new or earlier); every figure is the network's own, never another network's.
-- Only adoptions that another network reports too are decided one by one.
-- Which network counts for a shared adoption: totals, section 3.
WITH line AS NOT MATERIALIZED (
    SELECT
        own.submission_id = :lines_of AS is_new,
        own.innovation_code,
        coalesce(resolved.place, own.location) AS place,
        CAST(own.beneficiaries_count AS integer) AS people,
        own.benefit_basis
    FROM warehouse.adoption_line AS own
    LEFT JOIN reference.location_place AS resolved
        ON
            own.location = resolved.location_code
            AND resolved.from_version <= :registry_version
            AND coalesce(resolved.to_version > :registry_version, TRUE)
    WHERE
        own.reporting_period = :reporting_period
        AND own.submission_id IN (:lines_of, :earlier_lines_of)
        AND own.adoption_status = 'adopted'
),

others AS (
    SELECT
        line.innovation_code,
        coalesce(resolved.place, line.location) AS place,
        line.network_code,
        sum(line.beneficiaries_count) AS all_bases_count
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.adoption_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    LEFT JOIN reference.location_place AS resolved
        ON
            line.location = resolved.location_code
            AND resolved.from_version <= :registry_version
            AND coalesce(resolved.to_version > :registry_version, TRUE)
    WHERE
        speaks.reporting_period = :reporting_period
        AND speaks.dataset = 'adoptions'
        AND speaks.network_code <> :network_code
        AND line.adoption_status = 'adopted'
    GROUP BY line.innovation_code, coalesce(resolved.place, line.location), line.network_code
),

rival AS (
    SELECT DISTINCT ON (others.innovation_code, others.place)
        others.innovation_code,
        others.place,
        others.network_code,
        others.all_bases_count,
        coalesce(area.network_code = others.network_code, FALSE) AS is_own_area,
        coalesce(area.network_code = :network_code, FALSE) AS is_our_area
    FROM others
    LEFT JOIN reference.location_place AS area
        ON
            others.place = area.location_code
            AND area.from_version <= :registry_version
            AND coalesce(area.to_version > :registry_version, TRUE)
    ORDER BY
        others.innovation_code ASC,
        others.place ASC,
        coalesce(area.network_code = others.network_code, FALSE) DESC,
        others.all_bases_count DESC,
        others.network_code COLLATE "C" ASC
),

decided AS (
    SELECT
        own.*,
        rival.is_our_area
        OR (
            NOT rival.is_own_area
            AND (
                own.all_bases_count > rival.all_bases_count
                OR (
                    own.all_bases_count = rival.all_bases_count
                    AND CAST(:network_code AS text) COLLATE "C" < rival.network_code COLLATE "C"
                )
            )
        ) AS is_counted
    FROM (
        SELECT
            line.innovation_code,
            line.place,
            line.is_new,
            coalesce(sum(line.people) FILTER (WHERE line.benefit_basis = ANY(:counting_bases)), 0)
                AS beneficiaries_count,
            coalesce(sum(line.people) FILTER (WHERE line.benefit_basis = ANY(:reached_bases)), 0)
                AS people_reached_count,
            coalesce(sum(line.people) FILTER (WHERE line.benefit_basis = ANY(:avoided_bases)), 0)
                AS cases_avoided_count,
            sum(line.people) AS all_bases_count
        FROM line
        INNER JOIN rival AS reported
            ON line.innovation_code = reported.innovation_code AND line.place = reported.place
        GROUP BY line.innovation_code, line.place, line.is_new
    ) AS own
    INNER JOIN rival ON own.innovation_code = rival.innovation_code AND own.place = rival.place
),

lost AS (
    SELECT
        is_new,
        count(*) AS adoptions_count,
        sum(beneficiaries_count) AS beneficiaries_count,
        sum(people_reached_count) AS people_reached_count,
        sum(cases_avoided_count) AS cases_avoided_count
    FROM decided
    WHERE NOT is_counted
    GROUP BY is_new
),

handed AS (
    SELECT 1 AS one
    FROM decided
    GROUP BY innovation_code, place
    HAVING
        coalesce(bool_or(is_counted) FILTER (WHERE is_new), FALSE)
        <> coalesce(bool_or(is_counted) FILTER (WHERE NOT is_new), FALSE)
),

handed_over AS (
    SELECT count(*) AS handed_over_count FROM handed
),

-- A place for which several codes stand: only there can lines of one file be one adoption.
merged AS (
    SELECT place
    FROM reference.location_place
    WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
    GROUP BY place
    HAVING count(*) > 1
),

sums AS (
    SELECT
        line.is_new,
        count(*) FILTER (WHERE merged.place IS NULL)
        + count(DISTINCT line.innovation_code || ' ' || line.place) FILTER (WHERE merged.place IS NOT NULL)
            AS adoptions_count,
        coalesce(sum(line.people) FILTER (WHERE line.benefit_basis = ANY(:counting_bases)), 0) AS beneficiaries_count,
        coalesce(sum(line.people) FILTER (WHERE line.benefit_basis = ANY(:reached_bases)), 0) AS people_reached_count,
        coalesce(sum(line.people) FILTER (WHERE line.benefit_basis = ANY(:avoided_bases)), 0) AS cases_avoided_count
    FROM line
    LEFT JOIN merged ON line.place = merged.place
    GROUP BY line.is_new
)

SELECT
    sums.is_new,
    sums.adoptions_count,
    sums.beneficiaries_count,
    sums.people_reached_count,
    sums.cases_avoided_count,
    sums.adoptions_count - coalesce(lost.adoptions_count, 0) AS counted_adoptions_count,
    sums.beneficiaries_count - coalesce(lost.beneficiaries_count, 0) AS counted_beneficiaries_count,
    sums.people_reached_count - coalesce(lost.people_reached_count, 0) AS counted_people_reached_count,
    sums.cases_avoided_count - coalesce(lost.cases_avoided_count, 0) AS counted_cases_avoided_count,
    handed_over.handed_over_count
FROM sums
LEFT JOIN lost ON sums.is_new = lost.is_new
CROSS JOIN handed_over
