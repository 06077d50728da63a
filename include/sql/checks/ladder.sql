-- How the networks' figures become the national one, for one period. Grain: one time basis and measure.
SELECT
    time_basis,
    measure,
    sum_of_networks,
    overlap_removed,
    national
FROM marts.reconciliation_ladder
WHERE reporting_period = :reporting_period
ORDER BY time_basis, measure
