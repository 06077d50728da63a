-- Who has reported what, in a fixed order, for the digest.
COPY (
    SELECT
        reporting_period,
        network_code,
        dataset,
        coverage
    FROM marts.coverage
    WHERE coverage <> 'missing'
    ORDER BY reporting_period, network_code, dataset
) TO STDOUT
