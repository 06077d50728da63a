-- One network's figures of one period and time basis, or no row.
SELECT *
FROM network_totals
WHERE reporting_period = :reporting_period AND time_basis = :time_basis AND network_code = :network_code
