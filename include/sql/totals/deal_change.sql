-- Which rows of network_deal go and which come. Grain: one such row.
-- One deal that several networks report in a period counts once: the line with the largest investment,
-- all its figures with it, else that of the alphabetically first network.
INSERT INTO deal_change
WITH touched AS (
    SELECT
        reporting_period,
        deal_reference
    FROM fresh_deal
    UNION
    SELECT
        deal.reporting_period,
        deal.deal_reference
    FROM touched_source AS source
    INNER JOIN network_deal AS deal
        ON source.reporting_period = deal.reporting_period AND source.network_code = deal.network_code
    WHERE source.dataset = 'economic_impact'
),

kept AS (
    SELECT deal.*
    FROM touched
    INNER JOIN network_deal AS deal
        ON touched.reporting_period = deal.reporting_period AND touched.deal_reference = deal.deal_reference
),

reported AS (
    SELECT * FROM fresh_deal
    UNION ALL
    SELECT kept.*
    FROM kept
    LEFT JOIN touched_source AS source
        ON
            kept.reporting_period = source.reporting_period
            AND kept.network_code = source.network_code
            AND source.dataset = 'economic_impact'
    WHERE source.network_code IS NULL
),

compared AS (
    SELECT
        *,
        investment_gbp = max(investment_gbp) OVER (PARTITION BY reporting_period, deal_reference) AS is_largest
    FROM reported
),

ranked AS (
    SELECT
        *,
        count(*) OVER deal AS claims_count,
        count(*) FILTER (WHERE is_largest) OVER deal AS largest_claims_count,
        row_number() OVER (deal ORDER BY investment_gbp DESC, network_code COLLATE "C" ASC) AS claim_rank
    FROM compared
    WINDOW deal AS (PARTITION BY reporting_period, deal_reference)
),

now_said AS (
    SELECT
        reporting_period,
        deal_reference,
        network_code,
        innovation_code,
        investment_gbp,
        jobs_created_fte,
        jobs_safeguarded_fte,
        CAST(claims_count AS integer) AS networks_count,
        claim_rank = 1 AS is_counted,
        CASE
            WHEN claims_count = 1 THEN 'only'
            WHEN largest_claims_count = 1 THEN 'largest'
            ELSE 'alphabet'
        END AS decided_by
    FROM ranked
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
