-- What the changed adoptions and deals add to the sums. Grain: one amount for one row of figure.
-- Each goes to its network, and to national if it counts there, else to overlap.
INSERT INTO figure_change (
    innovation_code,
    scope,
    reporting_period,
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
WITH adoptions AS (
    -- What one network alone reports counts.
    SELECT
        innovation_code,
        network_code,
        reporting_period,
        TRUE AS is_counted,
        TRUE AS is_floor,
        sum(adopted_count - was_adopted_count) AS adoptions_count,
        sum(beneficiaries_count) AS beneficiaries_count,
        sum(people_reached_count) AS people_reached_count,
        sum(cases_avoided_count) AS cases_avoided_count
    FROM claim_sum
    WHERE innovation_code IS NOT NULL AND NOT is_contested
    GROUP BY innovation_code, network_code, reporting_period
    UNION ALL
    SELECT
        innovation_code,
        network_code,
        reporting_period,
        is_counted,
        is_floor,
        sum(sign) AS adoptions_count,
        sum(sign * beneficiaries_count) AS beneficiaries_count,
        sum(sign * people_reached_count) AS people_reached_count,
        sum(sign * cases_avoided_count) AS cases_avoided_count
    FROM contested_change
    GROUP BY innovation_code, network_code, reporting_period, is_counted, is_floor
),

deals AS (
    SELECT
        innovation_code,
        network_code,
        reporting_period,
        is_counted,
        sum(sign * jobs_created_fte) AS jobs_created_fte,
        sum(sign * jobs_safeguarded_fte) AS jobs_safeguarded_fte,
        sum(sign * investment_gbp) AS investment_gbp
    FROM deal_change
    GROUP BY innovation_code, network_code, reporting_period, is_counted
),

shares AS (
    SELECT
        adoptions.innovation_code,
        share.scope,
        adoptions.reporting_period,
        share.is_figure * adoptions.adoptions_count AS adoptions_count,
        share.is_figure * adoptions.beneficiaries_count AS beneficiaries_count,
        share.is_floor * adoptions.beneficiaries_count AS beneficiaries_floor_count,
        share.is_ceiling * adoptions.beneficiaries_count AS beneficiaries_ceiling_count,
        share.is_figure * adoptions.people_reached_count AS people_reached_count,
        share.is_figure * adoptions.cases_avoided_count AS cases_avoided_count,
        0 AS jobs_created_fte,
        0 AS jobs_safeguarded_fte,
        0 AS investment_gbp
    FROM adoptions
    CROSS JOIN
        LATERAL (
            VALUES
            (adoptions.network_code, 1, 1, 1),
            (CASE WHEN adoptions.is_counted THEN 'national' ELSE 'overlap' END, 1, 0, 0),
            (CASE WHEN adoptions.is_floor THEN 'national' ELSE 'overlap' END, 0, 1, 0),
            ('national', 0, 0, 1)
        ) AS share (scope, is_figure, is_floor, is_ceiling)
    UNION ALL
    SELECT
        deals.innovation_code,
        share.scope,
        deals.reporting_period,
        0 AS adoptions_count,
        0 AS beneficiaries_count,
        0 AS beneficiaries_floor_count,
        0 AS beneficiaries_ceiling_count,
        0 AS people_reached_count,
        0 AS cases_avoided_count,
        deals.jobs_created_fte,
        deals.jobs_safeguarded_fte,
        deals.investment_gbp
    FROM deals
    CROSS JOIN LATERAL (
        VALUES
        (deals.network_code),
        (CASE WHEN deals.is_counted THEN 'national' ELSE 'overlap' END)
    ) AS share (scope)
)

SELECT
    part.innovation_code,
    shares.scope,
    shares.reporting_period,
    sum(shares.adoptions_count),
    sum(shares.beneficiaries_count),
    sum(shares.beneficiaries_floor_count),
    sum(shares.beneficiaries_ceiling_count),
    sum(shares.people_reached_count),
    sum(shares.cases_avoided_count),
    sum(shares.jobs_created_fte),
    sum(shares.jobs_safeguarded_fte),
    sum(shares.investment_gbp)
FROM shares
CROSS JOIN
    LATERAL (
        VALUES (''), (shares.innovation_code)
    ) AS part (innovation_code)
WHERE part.innovation_code = '' OR shares.scope = 'national'
GROUP BY part.innovation_code, shares.scope, shares.reporting_period
