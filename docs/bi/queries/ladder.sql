-- How the networks' figures become the nation's.
SELECT
    measure,
    sum_of_networks,
    overlap_removed,
    national
FROM marts.reconciliation_ladder
WHERE reporting_period = '2017-18-Q3' AND time_basis = 'in_period' AND sum_of_networks <> 0
ORDER BY measure;
