-- Beneficiaries by the network whose figures count: these do add up to the nation's.
SELECT
    dim_network.network_code,
    sum(fact.beneficiaries_count) AS beneficiaries_count
FROM marts.fact_adoption AS fact
INNER JOIN marts.dim_network ON fact.network_key = dim_network.network_key
WHERE
    fact.is_counted_nationally
    AND fact.benefit_basis IN ('received', 'completed')
    AND fact.reporting_period = '2017-18-Q3'
GROUP BY dim_network.network_code
ORDER BY dim_network.network_code;
