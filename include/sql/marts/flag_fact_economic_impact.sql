-- Says anew which lines of other networks count, where a touched source shares their deal.
UPDATE fact_economic_impact AS fact SET
    is_counted_nationally = change.is_counted,
    refreshed_at = :moment
FROM deal_change AS change
INNER JOIN dim_network ON change.network_code = dim_network.network_code
LEFT JOIN touched_source AS source
    ON
        change.network_code = source.network_code
        AND change.reporting_period = source.reporting_period
        AND source.dataset = 'economic_impact'
WHERE
    change.sign = 1
    AND source.network_code IS NULL
    AND change.reporting_period = fact.reporting_period
    AND dim_network.network_key = fact.network_key
    AND change.deal_reference = fact.deal_reference
    AND change.is_counted <> fact.is_counted_nationally
