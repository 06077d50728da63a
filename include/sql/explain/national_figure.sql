-- The nation's figures of one period and time basis, or no row.
SELECT *
FROM national_totals
WHERE reporting_period = :reporting_period AND time_basis = :time_basis
