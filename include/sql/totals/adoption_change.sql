-- Which rows of network_adoption go and which come. Grain: one such row.
-- Across networks one adoption counts once, with the figures of the network in whose area the place lies,
-- else of the network with the largest figures, else of the alphabetically first.
INSERT INTO adoption_change
WITH kept AS (
    SELECT adoption.*
    FROM touched_adoption AS touched
    INNER JOIN network_adoption AS adoption
        ON
            touched.reporting_period = adoption.reporting_period
            AND touched.place = adoption.place
            AND touched.innovation_code = adoption.innovation_code
),

reported AS (
    SELECT * FROM fresh_adoption
    UNION ALL
    SELECT kept.*
    FROM kept
    LEFT JOIN touched_source AS source
        ON
            kept.reporting_period = source.reporting_period
            AND kept.network_code = source.network_code
            AND source.dataset = 'adoptions'
    WHERE source.network_code IS NULL
),

claimed AS (
    SELECT
        reported.*,
        coalesce(reported.network_code = area.network_code, FALSE) AS is_own_area
    FROM reported
    LEFT JOIN location_place AS area
        ON
            reported.place = area.location_code
            AND area.from_version <= :registry_version
            AND coalesce(area.to_version > :registry_version, TRUE)
),

ranked AS (
    SELECT
        *,
        count(*) FILTER (WHERE is_adopted) OVER adoption AS claims_count,
        bool_or(is_own_area AND is_adopted) OVER adoption AS is_decided_by_area,
        row_number() OVER by_claim AS claim_rank,
        row_number() OVER by_size AS size_rank,
        first_value(all_bases_count) OVER by_claim AS largest_count,
        lead(all_bases_count) OVER by_claim AS next_count
    FROM claimed
    WINDOW
        adoption AS (PARTITION BY reporting_period, place, innovation_code),
        by_claim AS (
            adoption
            ORDER BY is_adopted DESC, is_own_area DESC, all_bases_count DESC, network_code COLLATE "C" ASC
        ),
        by_size AS (
            adoption
            ORDER BY is_adopted DESC, beneficiaries_count ASC, network_code COLLATE "C" ASC
        )
),

decided AS (
    SELECT
        *,
        first_value(next_count) OVER (
            PARTITION BY reporting_period, place, innovation_code ORDER BY claim_rank
        ) AS second_count
    FROM ranked
),

now_said AS (
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
        CASE WHEN is_adopted THEN claims_count ELSE 0 END AS networks_count,
        is_adopted AND claim_rank = 1 AS is_counted,
        is_adopted AND size_rank = 1 AS is_floor,
        CASE
            WHEN NOT is_adopted THEN NULL
            WHEN claims_count = 1 THEN 'only'
            WHEN is_decided_by_area THEN 'area'
            WHEN largest_count > second_count THEN 'largest'
            ELSE 'alphabet'
        END AS decided_by
    FROM decided
),

gone AS (
    SELECT * FROM kept
    EXCEPT
    SELECT * FROM now_said
),

come AS (
    SELECT * FROM now_said
    EXCEPT
    SELECT * FROM kept
)

SELECT
    -1,
    gone.*
FROM gone
UNION ALL
SELECT
    1,
    come.*
FROM come
