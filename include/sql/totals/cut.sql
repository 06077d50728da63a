-- Every measure of every scope in every shown period, on both time bases; and of the touched innovations.
-- Grain: one scope (as a whole, or one innovation in it), period and time basis.
INSERT INTO cut (
    innovation_code,
    scope,
    reporting_period,
    time_basis,
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
)
WITH part AS (
    SELECT
        '' AS innovation_code,
        network_code AS scope,
        '' AS first_period
    FROM network
    WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
    UNION
    SELECT
        '' AS innovation_code,
        scope,
        '' AS first_period
    FROM figure
    WHERE innovation_code = ''
    UNION
    VALUES ('', 'national', ''), ('', 'overlap', '')
    UNION
    SELECT
        figure.innovation_code,
        figure.scope,
        min(figure.reporting_period) AS first_period
    FROM touched_innovation AS touched
    INNER JOIN figure ON touched.innovation_code = figure.innovation_code
    WHERE figure.scope = 'national'
    GROUP BY figure.innovation_code, figure.scope
),

added AS (
    SELECT
        part.innovation_code,
        part.scope,
        shown_period.reporting_period,
        coalesce(figure.innovations_count, 0) AS innovations_count,
        coalesce(figure.locations_count, 0) AS locations_count,
        coalesce(figure.adoptions_count, 0) AS adoptions_count,
        coalesce(figure.beneficiaries_count, 0) AS beneficiaries_count,
        coalesce(figure.beneficiaries_floor_count, 0) AS beneficiaries_floor_count,
        coalesce(figure.beneficiaries_ceiling_count, 0) AS beneficiaries_ceiling_count,
        coalesce(figure.people_reached_count, 0) AS people_reached_count,
        coalesce(figure.cases_avoided_count, 0) AS cases_avoided_count,
        coalesce(figure.jobs_created_fte, 0) AS jobs_created_fte,
        coalesce(figure.jobs_safeguarded_fte, 0) AS jobs_safeguarded_fte,
        coalesce(figure.investment_gbp, 0) AS investment_gbp,
        coalesce(figure.first_innovations_count, 0) AS first_innovations_count,
        coalesce(figure.first_locations_count, 0) AS first_locations_count,
        coalesce(figure.first_adoptions_count, 0) AS first_adoptions_count,
        coalesce(figure.live_locations_step, 0) AS live_locations_step
    FROM part
    INNER JOIN shown_period ON part.first_period <= shown_period.reporting_period
    LEFT JOIN figure
        ON
            part.innovation_code = figure.innovation_code
            AND part.scope = figure.scope
            AND shown_period.reporting_period = figure.reporting_period
),

summed AS (
    SELECT
        *,
        sum(first_innovations_count) OVER so_far AS sum_first_innovations,
        sum(first_locations_count) OVER so_far AS sum_first_locations,
        sum(first_adoptions_count) OVER so_far AS sum_first_adoptions,
        sum(live_locations_step) OVER so_far AS sum_live_locations,
        sum(beneficiaries_count) OVER so_far AS sum_beneficiaries_count,
        sum(beneficiaries_floor_count) OVER so_far AS sum_beneficiaries_floor_count,
        sum(beneficiaries_ceiling_count) OVER so_far AS sum_beneficiaries_ceiling_count,
        sum(people_reached_count) OVER so_far AS sum_people_reached_count,
        sum(cases_avoided_count) OVER so_far AS sum_cases_avoided_count,
        sum(jobs_created_fte) OVER so_far AS sum_jobs_created_fte,
        sum(jobs_safeguarded_fte) OVER so_far AS sum_jobs_safeguarded_fte,
        sum(investment_gbp) OVER so_far AS sum_investment_gbp
    FROM added
    WINDOW so_far AS (PARTITION BY innovation_code, scope ORDER BY reporting_period)
)

SELECT
    innovation_code,
    scope,
    reporting_period,
    'in_period',
    CASE WHEN innovation_code = '' THEN innovations_count ELSE sign(adoptions_count) END,
    CASE WHEN innovation_code = '' THEN locations_count ELSE adoptions_count END,
    sum_live_locations,
    adoptions_count,
    beneficiaries_count,
    beneficiaries_floor_count,
    beneficiaries_ceiling_count,
    people_reached_count,
    cases_avoided_count,
    jobs_created_fte,
    jobs_safeguarded_fte,
    investment_gbp
FROM summed
WHERE innovation_code = '' OR reporting_period >= :from_period
UNION ALL
SELECT
    innovation_code,
    scope,
    reporting_period,
    'since_201314',
    CASE WHEN innovation_code = '' THEN sum_first_innovations ELSE sign(sum_first_adoptions) END,
    CASE WHEN innovation_code = '' THEN sum_first_locations ELSE sum_first_adoptions END,
    sum_live_locations,
    sum_first_adoptions,
    sum_beneficiaries_count,
    sum_beneficiaries_floor_count,
    sum_beneficiaries_ceiling_count,
    sum_people_reached_count,
    sum_cases_avoided_count,
    sum_jobs_created_fte,
    sum_jobs_safeguarded_fte,
    sum_investment_gbp
FROM summed
WHERE innovation_code = '' OR reporting_period >= :from_period
