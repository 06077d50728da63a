-- The national totals, counted anew from lines. Grain: one period and time basis, from the first period spoken for to the last.
-- One text for PostgreSQL, DuckDB and Spark, without values. Whoever runs it names six tables or views:
-- adoption_line and economic_impact_line (the lines that speak), speaking (for what somebody speaks), location_place
-- (which place a code stands for, in whose area), network, period. Texts must compare by their bytes.
-- The figures are those of marts.national_totals, which follows each change; this costs what the lines cost.
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
                CASE WHEN claim.network_code = area.network_code THEN 0 ELSE 1 END ASC,
                claim.all_bases_count DESC,
                claim.network_code ASC
        ) AS claim_rank,
        min(claim.beneficiaries_count) OVER (
            PARTITION BY claim.reporting_period, claim.place, claim.innovation_code
        ) AS smallest_count
    FROM claim
    LEFT JOIN location_place AS area ON claim.place = area.location_code
    WHERE claim.is_adopted = 1
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

adoption_sum AS (
    SELECT
        reporting_period,
        count(DISTINCT innovation_code) AS innovations_count,
        count(DISTINCT place) AS locations_count,
        sum(CASE WHEN claim_rank = 1 THEN 1 ELSE 0 END) AS adoptions_count,
        sum(CASE WHEN claim_rank = 1 THEN beneficiaries_count ELSE 0 END) AS beneficiaries_count,
        sum(CASE WHEN claim_rank = 1 THEN smallest_count ELSE 0 END) AS beneficiaries_floor_count,
        sum(beneficiaries_count) AS beneficiaries_ceiling_count,
        sum(CASE WHEN claim_rank = 1 THEN people_reached_count ELSE 0 END) AS people_reached_count,
        sum(CASE WHEN claim_rank = 1 THEN cases_avoided_count ELSE 0 END) AS cases_avoided_count
    FROM ranked
    GROUP BY reporting_period
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

-- Adopted once, counted once: in the first period.
first_adoption AS (
    SELECT
        innovation_code,
        place,
        min(reporting_period) AS reporting_period
    FROM ranked
    GROUP BY innovation_code, place
),

first_innovation AS (
    SELECT min(reporting_period) AS reporting_period
    FROM first_adoption
    GROUP BY innovation_code
),

first_location AS (
    SELECT min(reporting_period) AS reporting_period
    FROM first_adoption
    GROUP BY place
),

first_time AS (
    SELECT
        reporting_period,
        sum(innovations_count) AS innovations_count,
        sum(locations_count) AS locations_count,
        sum(adoptions_count) AS adoptions_count
    FROM (
        SELECT
            reporting_period,
            0 AS innovations_count,
            0 AS locations_count,
            1 AS adoptions_count
        FROM first_adoption
        UNION ALL
        SELECT
            reporting_period,
            1 AS innovations_count,
            0 AS locations_count,
            0 AS adoptions_count
        FROM first_innovation
        UNION ALL
        SELECT
            reporting_period,
            0 AS innovations_count,
            1 AS locations_count,
            0 AS adoptions_count
        FROM first_location
    ) AS counted
    GROUP BY reporting_period
),

-- A place is live while for at least one innovation the latest line says adopted; of several lines of one
-- period one that says so is enough.
status AS (
    SELECT
        place,
        innovation_code,
        reporting_period,
        max(is_adopted) AS is_adopted
    FROM claim
    GROUP BY place, innovation_code, reporting_period
),

status_step AS (
    SELECT
        place,
        reporting_period,
        is_adopted - lag(is_adopted, 1, 0) OVER (
            PARTITION BY place, innovation_code ORDER BY reporting_period
        ) AS step
    FROM status
),

place_step AS (
    SELECT
        place,
        reporting_period,
        sum(step) AS step
    FROM status_step
    WHERE step <> 0
    GROUP BY place, reporting_period
),

place_state AS (
    SELECT
        place,
        reporting_period,
        CASE WHEN sum(step) OVER (PARTITION BY place ORDER BY reporting_period) > 0 THEN 1 ELSE 0 END AS is_live
    FROM place_step
),

live_step AS (
    SELECT
        reporting_period,
        is_live - lag(is_live, 1, 0) OVER (PARTITION BY place ORDER BY reporting_period) AS step
    FROM place_state
),

live_sum AS (
    SELECT
        reporting_period,
        sum(step) AS step
    FROM live_step
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
    FROM reported
),

expected AS (
    SELECT count(*) AS networks_count
    FROM network
),

added AS (
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
        coalesce(deal_sum.jobs_created_fte, 0) AS jobs_created_fte,
        coalesce(deal_sum.jobs_safeguarded_fte, 0) AS jobs_safeguarded_fte,
        coalesce(deal_sum.investment_gbp, 0) AS investment_gbp,
        coalesce(first_time.innovations_count, 0) AS first_innovations_count,
        coalesce(first_time.locations_count, 0) AS first_locations_count,
        coalesce(first_time.adoptions_count, 0) AS first_adoptions_count,
        coalesce(live_sum.step, 0) AS live_step,
        coalesce(reported.adoptions_count, 0) AS adoptions_networks_reported_count,
        coalesce(reported.economic_count, 0) AS economic_networks_reported_count,
        expected.networks_count AS networks_expected_count
    FROM period
    CROSS JOIN bounds
    CROSS JOIN expected
    LEFT JOIN adoption_sum ON period.reporting_period = adoption_sum.reporting_period
    LEFT JOIN deal_sum ON period.reporting_period = deal_sum.reporting_period
    LEFT JOIN first_time ON period.reporting_period = first_time.reporting_period
    LEFT JOIN live_sum ON period.reporting_period = live_sum.reporting_period
    LEFT JOIN reported ON period.reporting_period = reported.reporting_period
    WHERE period.reporting_period >= bounds.first_period AND period.reporting_period <= bounds.last_period
),

so_far AS (
    SELECT
        reporting_period,
        sum(first_innovations_count) OVER (ORDER BY reporting_period) AS innovations_count,
        sum(first_locations_count) OVER (ORDER BY reporting_period) AS locations_count,
        sum(live_step) OVER (ORDER BY reporting_period) AS live_locations_count,
        sum(first_adoptions_count) OVER (ORDER BY reporting_period) AS adoptions_count,
        sum(beneficiaries_count) OVER (ORDER BY reporting_period) AS beneficiaries_count,
        sum(beneficiaries_floor_count) OVER (ORDER BY reporting_period) AS beneficiaries_floor_count,
        sum(beneficiaries_ceiling_count) OVER (ORDER BY reporting_period) AS beneficiaries_ceiling_count,
        sum(people_reached_count) OVER (ORDER BY reporting_period) AS people_reached_count,
        sum(cases_avoided_count) OVER (ORDER BY reporting_period) AS cases_avoided_count,
        sum(jobs_created_fte) OVER (ORDER BY reporting_period) AS jobs_created_fte,
        sum(jobs_safeguarded_fte) OVER (ORDER BY reporting_period) AS jobs_safeguarded_fte,
        sum(investment_gbp) OVER (ORDER BY reporting_period) AS investment_gbp
    FROM added
),

figure AS (
    SELECT
        added.reporting_period,
        'in_period' AS time_basis,
        added.innovations_count,
        added.locations_count,
        so_far.live_locations_count,
        added.adoptions_count,
        added.beneficiaries_count,
        added.beneficiaries_floor_count,
        added.beneficiaries_ceiling_count,
        added.people_reached_count,
        added.cases_avoided_count,
        added.jobs_created_fte,
        added.jobs_safeguarded_fte,
        added.investment_gbp
    FROM added
    INNER JOIN so_far ON added.reporting_period = so_far.reporting_period
    UNION ALL
    SELECT
        reporting_period,
        'since_201314' AS time_basis,
        innovations_count,
        locations_count,
        live_locations_count,
        adoptions_count,
        beneficiaries_count,
        beneficiaries_floor_count,
        beneficiaries_ceiling_count,
        people_reached_count,
        cases_avoided_count,
        jobs_created_fte,
        jobs_safeguarded_fte,
        investment_gbp
    FROM so_far
)

SELECT
    figure.reporting_period,
    added.period_label,
    added.period_start_date,
    added.period_end_date,
    figure.time_basis,
    CAST(figure.innovations_count AS bigint) AS innovations_count,
    CAST(figure.locations_count AS bigint) AS locations_count,
    CAST(figure.live_locations_count AS bigint) AS live_locations_count,
    CAST(figure.adoptions_count AS bigint) AS adoptions_count,
    CAST(figure.beneficiaries_count AS bigint) AS beneficiaries_count,
    CAST(figure.beneficiaries_floor_count AS bigint) AS beneficiaries_floor_count,
    CAST(figure.beneficiaries_ceiling_count AS bigint) AS beneficiaries_ceiling_count,
    CAST(figure.people_reached_count AS bigint) AS people_reached_count,
    CAST(figure.cases_avoided_count AS bigint) AS cases_avoided_count,
    CAST(figure.jobs_created_fte AS decimal(18, 1)) AS jobs_created_fte,
    CAST(figure.jobs_safeguarded_fte AS decimal(18, 1)) AS jobs_safeguarded_fte,
    CAST(figure.investment_gbp AS decimal(20, 2)) AS investment_gbp,
    CAST(added.adoptions_networks_reported_count AS bigint) AS adoptions_networks_reported_count,
    CAST(added.economic_networks_reported_count AS bigint) AS economic_networks_reported_count,
    CAST(added.networks_expected_count AS bigint) AS networks_expected_count,
    TRUE AS is_provisional
FROM figure
INNER JOIN added ON figure.reporting_period = added.reporting_period
ORDER BY figure.reporting_period, figure.time_basis
