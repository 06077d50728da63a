-- The national totals, counted anew from lines. Grain: one period and time basis, from the first period spoken for to the last.
-- One text for PostgreSQL, DuckDB and Spark, without values. Whoever runs it names six tables or views:
-- adoption_line and economic_impact_line (the lines that speak), speaking (for what somebody speaks), location_place
-- (which place a code stands for, in whose area), network, period. Texts must compare by their bytes.
-- The figures are those of marts.national_totals, which follows each change; this costs what the lines cost. Each step
-- reads only the one before: Spark would work out anew whatever two steps read.
WITH claim AS (
    -- Within one network, lines of one innovation whose locations stand for one place are one adoption.
    SELECT
        line.reporting_period,
        coalesce(resolved.place, line.location) AS place,
        line.innovation_code,
        line.network_code,
        max(CASE WHEN line.adoption_status = 'adopted' THEN 1 ELSE 0 END) AS is_adopted,
        sum(
            CASE
                WHEN line.adoption_status = 'adopted' AND line.benefit_basis IN ('received', 'completed')
                    THEN line.beneficiaries_count
                ELSE 0
            END
        ) AS beneficiaries_count,
        sum(
            CASE
                WHEN line.adoption_status = 'adopted' AND line.benefit_basis IN ('covered', 'identified', 'offered')
                    THEN line.beneficiaries_count
                ELSE 0
            END
        ) AS people_reached_count,
        sum(
            CASE
                WHEN line.adoption_status = 'adopted' AND line.benefit_basis = 'avoided' THEN line.beneficiaries_count
                ELSE 0
            END
        ) AS cases_avoided_count,
        sum(CASE WHEN line.adoption_status = 'adopted' THEN line.beneficiaries_count ELSE 0 END) AS all_bases_count
    FROM adoption_line AS line
    LEFT JOIN location_place AS resolved ON line.location = resolved.location_code
    GROUP BY line.reporting_period, coalesce(resolved.place, line.location), line.innovation_code, line.network_code
),

-- Across networks, one innovation at one place is one adoption: the figures of the network in whose area the
-- place lies count, else those of the network with the largest, else of the alphabetically first.
ranked AS (
    SELECT
        claim.*,
        row_number() OVER (
            PARTITION BY claim.reporting_period, claim.place, claim.innovation_code
            ORDER BY
                claim.is_adopted DESC,
                CASE WHEN claim.network_code = area.network_code THEN 0 ELSE 1 END ASC,
                claim.all_bases_count DESC,
                claim.network_code ASC
        ) AS claim_rank,
        min(CASE WHEN claim.is_adopted = 1 THEN claim.beneficiaries_count END) OVER (
            PARTITION BY claim.reporting_period, claim.place, claim.innovation_code
        ) AS smallest_count,
        sum(claim.beneficiaries_count) OVER (
            PARTITION BY claim.reporting_period, claim.place, claim.innovation_code
        ) AS together_count
    FROM claim
    LEFT JOIN location_place AS area ON claim.place = area.location_code
),

-- What each innovation at each place comes to in its periods, whether it is adopted there for the first time, and
-- whether it begins (1) or ceases (-1) to be. Of several lines in one period one that says adopted is enough.
adoption AS (
    SELECT
        reporting_period,
        place,
        innovation_code,
        is_adopted,
        CASE
            WHEN is_adopted = 1 AND sum(is_adopted) OVER (
                PARTITION BY place, innovation_code ORDER BY reporting_period
            ) = 1 THEN 1
            ELSE 0
        END AS is_first,
        is_adopted - lag(is_adopted, 1, 0) OVER (
            PARTITION BY place, innovation_code ORDER BY reporting_period
        ) AS step,
        beneficiaries_count,
        coalesce(smallest_count, 0) AS beneficiaries_floor_count,
        together_count AS beneficiaries_ceiling_count,
        people_reached_count,
        cases_avoided_count
    FROM ranked
    WHERE claim_rank = 1
),

-- The same by period, by period and place, and by period and innovation.
cut AS (
    SELECT
        reporting_period,
        place,
        innovation_code,
        max(is_adopted) AS is_adopted,
        sum(is_adopted) AS adoptions_count,
        sum(is_first) AS first_adoptions_count,
        sum(step) AS step,
        sum(beneficiaries_count) AS beneficiaries_count,
        sum(beneficiaries_floor_count) AS beneficiaries_floor_count,
        sum(beneficiaries_ceiling_count) AS beneficiaries_ceiling_count,
        sum(people_reached_count) AS people_reached_count,
        sum(cases_avoided_count) AS cases_avoided_count
    FROM adoption
    GROUP BY GROUPING SETS ((reporting_period), (reporting_period, place), (reporting_period, innovation_code))
),

-- A place is live while at least one innovation is adopted there.
state AS (
    SELECT
        *,
        CASE
            WHEN is_adopted = 1 AND sum(is_adopted) OVER (
                PARTITION BY place, innovation_code ORDER BY reporting_period
            ) = 1 THEN 1
            ELSE 0
        END AS is_first,
        CASE
            WHEN sum(step) OVER (PARTITION BY place, innovation_code ORDER BY reporting_period) > 0 THEN 1
            ELSE 0
        END AS is_live
    FROM cut
),

turned AS (
    SELECT
        *,
        is_live - lag(is_live, 1, 0) OVER (
            PARTITION BY place, innovation_code ORDER BY reporting_period
        ) AS live_step
    FROM state
),

adoption_sum AS (
    SELECT
        reporting_period,
        sum(CASE WHEN innovation_code IS NOT NULL THEN is_adopted ELSE 0 END) AS innovations_count,
        sum(CASE WHEN innovation_code IS NOT NULL THEN is_first ELSE 0 END) AS first_innovations_count,
        sum(CASE WHEN place IS NOT NULL THEN is_adopted ELSE 0 END) AS locations_count,
        sum(CASE WHEN place IS NOT NULL THEN is_first ELSE 0 END) AS first_locations_count,
        sum(CASE WHEN place IS NOT NULL THEN live_step ELSE 0 END) AS live_step,
        sum(CASE WHEN place IS NULL AND innovation_code IS NULL THEN adoptions_count ELSE 0 END) AS adoptions_count,
        sum(CASE WHEN place IS NULL AND innovation_code IS NULL THEN first_adoptions_count ELSE 0 END) AS first_adoptions_count,
        sum(CASE WHEN place IS NULL AND innovation_code IS NULL THEN beneficiaries_count ELSE 0 END) AS beneficiaries_count,
        sum(CASE WHEN place IS NULL AND innovation_code IS NULL THEN beneficiaries_floor_count ELSE 0 END) AS beneficiaries_floor_count,
        sum(CASE WHEN place IS NULL AND innovation_code IS NULL THEN beneficiaries_ceiling_count ELSE 0 END) AS beneficiaries_ceiling_count,
        sum(CASE WHEN place IS NULL AND innovation_code IS NULL THEN people_reached_count ELSE 0 END) AS people_reached_count,
        sum(CASE WHEN place IS NULL AND innovation_code IS NULL THEN cases_avoided_count ELSE 0 END) AS cases_avoided_count
    FROM turned
    GROUP BY reporting_period
),

-- Of several networks' lines about one deal in one period the one with the largest investment counts.
ranked_deal AS (
    SELECT
        line.*,
        row_number() OVER (
            PARTITION BY line.reporting_period, line.deal_reference
            ORDER BY line.investment_gbp DESC, line.network_code ASC
        ) AS claim_rank
    FROM economic_impact_line AS line
),

deal_sum AS (
    SELECT
        reporting_period,
        sum(jobs_created_fte) AS jobs_created_fte,
        sum(jobs_safeguarded_fte) AS jobs_safeguarded_fte,
        sum(investment_gbp) AS investment_gbp
    FROM ranked_deal
    WHERE claim_rank = 1
    GROUP BY reporting_period
),

reported AS (
    SELECT
        reporting_period,
        sum(CASE WHEN dataset = 'adoptions' THEN 1 ELSE 0 END) AS adoptions_count,
        sum(CASE WHEN dataset = 'economic_impact' THEN 1 ELSE 0 END) AS economic_count
    FROM speaking
    GROUP BY reporting_period
),

bounds AS (
    SELECT
        min(reporting_period) AS first_period,
        max(reporting_period) AS last_period
    FROM speaking
),

expected AS (
    SELECT count(*) AS networks_count
    FROM network
),

in_period AS (
    SELECT
        period.reporting_period,
        period.period_label,
        period.period_start_date,
        period.period_end_date,
        coalesce(adoption_sum.innovations_count, 0) AS innovations_count,
        coalesce(adoption_sum.locations_count, 0) AS locations_count,
        coalesce(adoption_sum.adoptions_count, 0) AS adoptions_count,
        coalesce(adoption_sum.beneficiaries_count, 0) AS beneficiaries_count,
        coalesce(adoption_sum.beneficiaries_floor_count, 0) AS beneficiaries_floor_count,
        coalesce(adoption_sum.beneficiaries_ceiling_count, 0) AS beneficiaries_ceiling_count,
        coalesce(adoption_sum.people_reached_count, 0) AS people_reached_count,
        coalesce(adoption_sum.cases_avoided_count, 0) AS cases_avoided_count,
        coalesce(adoption_sum.first_innovations_count, 0) AS first_innovations_count,
        coalesce(adoption_sum.first_locations_count, 0) AS first_locations_count,
        coalesce(adoption_sum.first_adoptions_count, 0) AS first_adoptions_count,
        coalesce(adoption_sum.live_step, 0) AS live_step,
        coalesce(deal_sum.jobs_created_fte, 0) AS jobs_created_fte,
        coalesce(deal_sum.jobs_safeguarded_fte, 0) AS jobs_safeguarded_fte,
        coalesce(deal_sum.investment_gbp, 0) AS investment_gbp,
        coalesce(reported.adoptions_count, 0) AS adoptions_networks_reported_count,
        coalesce(reported.economic_count, 0) AS economic_networks_reported_count,
        expected.networks_count AS networks_expected_count
    FROM period
    CROSS JOIN bounds
    CROSS JOIN expected
    LEFT JOIN adoption_sum ON period.reporting_period = adoption_sum.reporting_period
    LEFT JOIN deal_sum ON period.reporting_period = deal_sum.reporting_period
    LEFT JOIN reported ON period.reporting_period = reported.reporting_period
    WHERE period.reporting_period >= bounds.first_period AND period.reporting_period <= bounds.last_period
),

-- Adopted once, counted once: distinct counts add up by the first time.
so_far AS (
    SELECT
        *,
        sum(live_step) OVER (ORDER BY reporting_period) AS live_locations_count,
        sum(first_innovations_count) OVER (ORDER BY reporting_period) AS sum_innovations_count,
        sum(first_locations_count) OVER (ORDER BY reporting_period) AS sum_locations_count,
        sum(first_adoptions_count) OVER (ORDER BY reporting_period) AS sum_adoptions_count,
        sum(beneficiaries_count) OVER (ORDER BY reporting_period) AS sum_beneficiaries_count,
        sum(beneficiaries_floor_count) OVER (ORDER BY reporting_period) AS sum_beneficiaries_floor_count,
        sum(beneficiaries_ceiling_count) OVER (ORDER BY reporting_period) AS sum_beneficiaries_ceiling_count,
        sum(people_reached_count) OVER (ORDER BY reporting_period) AS sum_people_reached_count,
        sum(cases_avoided_count) OVER (ORDER BY reporting_period) AS sum_cases_avoided_count,
        sum(jobs_created_fte) OVER (ORDER BY reporting_period) AS sum_jobs_created_fte,
        sum(jobs_safeguarded_fte) OVER (ORDER BY reporting_period) AS sum_jobs_safeguarded_fte,
        sum(investment_gbp) OVER (ORDER BY reporting_period) AS sum_investment_gbp
    FROM in_period
),

basis AS (
    SELECT 'in_period' AS time_basis
    UNION ALL
    SELECT 'since_201314' AS time_basis
),

figure AS (
    SELECT
        so_far.reporting_period,
        so_far.period_label,
        so_far.period_start_date,
        so_far.period_end_date,
        basis.time_basis,
        so_far.live_locations_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.innovations_count ELSE so_far.sum_innovations_count END AS innovations_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.locations_count ELSE so_far.sum_locations_count END AS locations_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.adoptions_count ELSE so_far.sum_adoptions_count END AS adoptions_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.beneficiaries_count ELSE so_far.sum_beneficiaries_count END AS beneficiaries_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.beneficiaries_floor_count ELSE so_far.sum_beneficiaries_floor_count END AS beneficiaries_floor_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.beneficiaries_ceiling_count ELSE so_far.sum_beneficiaries_ceiling_count END AS beneficiaries_ceiling_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.people_reached_count ELSE so_far.sum_people_reached_count END AS people_reached_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.cases_avoided_count ELSE so_far.sum_cases_avoided_count END AS cases_avoided_count,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.jobs_created_fte ELSE so_far.sum_jobs_created_fte END AS jobs_created_fte,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.jobs_safeguarded_fte ELSE so_far.sum_jobs_safeguarded_fte END AS jobs_safeguarded_fte,
        CASE WHEN basis.time_basis = 'in_period' THEN so_far.investment_gbp ELSE so_far.sum_investment_gbp END AS investment_gbp,
        so_far.adoptions_networks_reported_count,
        so_far.economic_networks_reported_count,
        so_far.networks_expected_count
    FROM so_far
    CROSS JOIN basis
)

SELECT
    reporting_period,
    period_label,
    period_start_date,
    period_end_date,
    time_basis,
    CAST(innovations_count AS bigint) AS innovations_count,
    CAST(locations_count AS bigint) AS locations_count,
    CAST(live_locations_count AS bigint) AS live_locations_count,
    CAST(adoptions_count AS bigint) AS adoptions_count,
    CAST(beneficiaries_count AS bigint) AS beneficiaries_count,
    CAST(beneficiaries_floor_count AS bigint) AS beneficiaries_floor_count,
    CAST(beneficiaries_ceiling_count AS bigint) AS beneficiaries_ceiling_count,
    CAST(people_reached_count AS bigint) AS people_reached_count,
    CAST(cases_avoided_count AS bigint) AS cases_avoided_count,
    CAST(jobs_created_fte AS decimal(18, 1)) AS jobs_created_fte,
    CAST(jobs_safeguarded_fte AS decimal(18, 1)) AS jobs_safeguarded_fte,
    CAST(investment_gbp AS decimal(20, 2)) AS investment_gbp,
    CAST(adoptions_networks_reported_count AS bigint) AS adoptions_networks_reported_count,
    CAST(economic_networks_reported_count AS bigint) AS economic_networks_reported_count,
    CAST(networks_expected_count AS bigint) AS networks_expected_count,
    TRUE AS is_provisional
FROM figure
ORDER BY reporting_period, time_basis
