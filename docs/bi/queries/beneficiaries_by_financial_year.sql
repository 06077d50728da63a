-- Beneficiaries by UK financial year: quarters add up, since each counts people new in it.
SELECT
    dim_period.financial_year,
    sum(totals.beneficiaries_count) AS beneficiaries_count
FROM marts.national_totals AS totals
INNER JOIN marts.dim_period ON totals.reporting_period = dim_period.reporting_period
WHERE totals.time_basis = 'in_period'
GROUP BY dim_period.financial_year
ORDER BY dim_period.financial_year;
