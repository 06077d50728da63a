-- Says anew which lines of other networks count, where a touched source shares their adoption.
UPDATE fact_adoption AS fact SET
    is_counted_nationally = change.is_counted,
    refreshed_at = :moment
FROM adoption_change AS change
INNER JOIN dim_network ON change.network_code = dim_network.network_code
INNER JOIN dim_innovation ON change.innovation_code = dim_innovation.innovation_code
INNER JOIN dim_location ON change.place = dim_location.place
LEFT JOIN touched_source AS source
    ON
        change.network_code = source.network_code
        AND change.reporting_period = source.reporting_period
        AND source.dataset = 'adoptions'
WHERE
    change.sign = 1
    AND source.network_code IS NULL
    AND change.reporting_period = fact.reporting_period
    AND dim_network.network_key = fact.network_key
    AND dim_location.location_key = fact.location_key
    AND dim_innovation.innovation_key = fact.innovation_key
    AND fact.adoption_status = 'adopted'
    AND change.is_counted <> fact.is_counted_nationally
