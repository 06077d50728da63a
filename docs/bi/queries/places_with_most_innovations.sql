-- Places by how many innovations they have adopted in a quarter.
SELECT
    dim_location.place,
    count(DISTINCT fact.innovation_key) AS innovations_count
FROM marts.fact_adoption AS fact
INNER JOIN marts.dim_location ON fact.location_key = dim_location.location_key
WHERE fact.is_counted_nationally AND fact.reporting_period = '2017-18-Q3'
GROUP BY dim_location.place
ORDER BY innovations_count DESC, dim_location.place ASC;
