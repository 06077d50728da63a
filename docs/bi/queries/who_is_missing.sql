-- How many networks have reported each dataset of a quarter, and how many are missing.
SELECT
    dataset,
    count(*) FILTER (WHERE coverage <> 'missing') AS reported_count,
    count(*) FILTER (WHERE coverage = 'missing') AS missing_count
FROM marts.coverage
WHERE reporting_period = '2017-18-Q3'
GROUP BY dataset
ORDER BY dataset;
