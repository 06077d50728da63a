-- Which claims to contested adoptions go (as they were counted) and which come. Grain: one such claim.
-- Across networks one adoption counts once, with the figures of the network in whose area the place lies,
-- else of the network with the largest figures, else of the alphabetically first.
INSERT INTO contested_change (
    sign,
    reporting_period,
    place,
    innovation_code,
    network_code,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count,
    all_bases_count,
    networks_count,
    is_counted,
    is_floor,
    decided_by
)
WITH others AS (
    SELECT
        other.reporting_period,
        other.place,
        other.innovation_code,
        other.network_code,
        other.beneficiaries_count,
        other.people_reached_count,
        other.cases_avoided_count,
        other.all_bases_count
    FROM contested
    INNER JOIN other_claim AS other
        ON
            contested.reporting_period = other.reporting_period
            AND contested.place = other.place
            AND contested.innovation_code = other.innovation_code
    WHERE other.is_adopted
),

changed AS (
    SELECT change.*
    FROM contested
    INNER JOIN claim_change AS change
        ON
            contested.reporting_period = change.reporting_period
            AND contested.place = change.place
            AND contested.innovation_code = change.innovation_code
),

gone AS (
    SELECT
        reporting_period,
        place,
        innovation_code,
        network_code,
        beneficiaries_count,
        people_reached_count,
        cases_avoided_count,
        all_bases_count
    FROM others
    UNION ALL
    SELECT
        reporting_period,
        place,
        innovation_code,
        network_code,
        was_beneficiaries_count,
        was_people_reached_count,
        was_cases_avoided_count,
        was_all_bases_count
    FROM changed
    WHERE was_adopted
),

come AS (
    SELECT
        reporting_period,
        place,
        innovation_code,
        network_code,
        beneficiaries_count,
        people_reached_count,
        cases_avoided_count,
        all_bases_count
    FROM others
    UNION ALL
    SELECT
        reporting_period,
        place,
        innovation_code,
        network_code,
        beneficiaries_count,
        people_reached_count,
        cases_avoided_count,
        all_bases_count
    FROM changed
    WHERE is_adopted
),

claimed AS (
    SELECT
        come.*,
        coalesce(come.network_code = area.network_code, FALSE) AS is_own_area
    FROM come
    LEFT JOIN location_place AS area
        ON
            come.place = area.location_code
            AND area.from_version <= :registry_version
            AND coalesce(area.to_version > :registry_version, TRUE)
),

ranked AS (
    SELECT
        *,
        count(*) OVER adoption AS claims_count,
        bool_or(is_own_area) OVER adoption AS is_decided_by_area,
        row_number() OVER by_claim AS claim_rank,
        row_number() OVER (
            adoption
            ORDER BY beneficiaries_count ASC, network_code COLLATE "C" ASC
        ) AS size_rank,
        first_value(all_bases_count) OVER by_claim AS largest_count,
        lead(all_bases_count) OVER by_claim AS next_count
    FROM claimed
    WINDOW
        adoption AS (PARTITION BY reporting_period, place, innovation_code),
        by_claim AS (
            adoption
            ORDER BY is_own_area DESC, all_bases_count DESC, network_code COLLATE "C" ASC
        )
),

decided AS (
    SELECT
        *,
        first_value(next_count) OVER (
            PARTITION BY reporting_period, place, innovation_code ORDER BY claim_rank
        ) AS second_count
    FROM ranked
)

SELECT
    -1 AS sign,
    gone.reporting_period,
    gone.place,
    gone.innovation_code,
    gone.network_code,
    gone.beneficiaries_count,
    gone.people_reached_count,
    gone.cases_avoided_count,
    gone.all_bases_count,
    coalesce(held.networks_count, 1),
    coalesce(held.is_counted, TRUE),
    coalesce(held.is_floor, TRUE),
    coalesce(held.decided_by, 'only')
FROM gone
LEFT JOIN shared_adoption AS held
    ON
        gone.reporting_period = held.reporting_period
        AND gone.place = held.place
        AND gone.innovation_code = held.innovation_code
        AND gone.network_code = held.network_code
UNION ALL
SELECT
    1 AS sign,
    reporting_period,
    place,
    innovation_code,
    network_code,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count,
    all_bases_count,
    claims_count,
    claim_rank = 1,
    size_rank = 1,
    CASE
        WHEN claims_count = 1 THEN 'only'
        WHEN is_decided_by_area THEN 'area'
        WHEN largest_count > second_count THEN 'largest'
        ELSE 'alphabet'
    END
FROM decided
