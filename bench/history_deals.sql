-- The lines of deals of one made-up submission; the last is shared with the next network. Grain: one line.
INSERT INTO warehouse.economic_impact_line (
    reporting_period,
    network_code,
    submission_id,
    row_number,
    deal_reference,
    innovation_code,
    company_name,
    funding_type,
    investment_gbp,
    jobs_created_fte,
    jobs_safeguarded_fte
)
WITH innovations AS MATERIALIZED (
    SELECT
        innovation_code,
        row_number() OVER (ORDER BY innovation_code) - 1 AS n,
        count(*) OVER () AS innovations_count
    FROM reference.innovation
    WHERE to_version IS NULL
),

deal AS (
    SELECT
        k,
        CASE k WHEN 0 THEN :network_number WHEN 4 THEN :network_number + 1 ELSE :network_number * 10 + k END AS n,
        k IN (0, 4) AS is_shared
    FROM generate_series(0, 4) AS series (k)
)

SELECT
    :reporting_period,
    :network_code,
    :submission_id,
    deal.k + 2,
    CASE WHEN deal.is_shared THEN 'SHARED-' ELSE 'DEAL-' END || deal.n,
    innovations.innovation_code,
    'A company',
    'grant',
    1000.25 * (deal.n + 1) + CAST(:shift AS integer) * 10 + deal.k,
    0.5 * deal.k,
    0.1 * deal.n
FROM deal
INNER JOIN innovations ON (deal.n * 3 + CAST(:shift AS integer)) % innovations.innovations_count = innovations.n
