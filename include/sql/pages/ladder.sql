-- How the networks' figures become the national ones. Grain: one period, time basis and measure.
SELECT
    reporting_period,
    time_basis,
    measure,
    sum_of_networks,
    overlap_removed,
    national
FROM reconciliation_ladder
