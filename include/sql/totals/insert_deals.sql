-- Puts in the rows of network_deal that come.
INSERT INTO network_deal (
    reporting_period,
    deal_reference,
    network_code,
    innovation_code,
    investment_gbp,
    jobs_created_fte,
    jobs_safeguarded_fte,
    networks_count,
    is_counted,
    decided_by
)
SELECT
    reporting_period,
    deal_reference,
    network_code,
    innovation_code,
    investment_gbp,
    jobs_created_fte,
    jobs_safeguarded_fte,
    networks_count,
    is_counted,
    decided_by
FROM deal_change
WHERE sign = 1
