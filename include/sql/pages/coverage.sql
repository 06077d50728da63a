-- Who has not reported what. Grain: one period, dataset and network, of periods that have totals.
SELECT
    coverage.reporting_period,
    coverage.dataset,
    coverage.network_code
FROM coverage
WHERE
    coverage.coverage = 'missing'
    AND coverage.reporting_period IN (SELECT national_totals.reporting_period FROM national_totals)
ORDER BY coverage.reporting_period, coverage.dataset, coverage.network_code
