-- Forgets the deals' facts of the touched sources; those of adoptions are a view.
DELETE FROM fact_economic_impact AS fact
USING touched_source AS touched, dim_network
WHERE
    touched.dataset = 'economic_impact'
    AND touched.network_code = dim_network.network_code
    AND touched.reporting_period = fact.reporting_period
    AND dim_network.network_key = fact.network_key
