-- One innovation's figures of one period and time basis, or no row.
SELECT *
FROM innovation_totals
WHERE reporting_period = :reporting_period AND time_basis = :time_basis AND innovation_code = :innovation_code
