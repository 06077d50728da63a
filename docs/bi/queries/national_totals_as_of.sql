-- The nation's figures as they were shown on 15 February 2018 at noon.
SELECT
    reporting_period,
    time_basis,
    adoptions_count,
    beneficiaries_count
FROM marts.national_totals_history
WHERE shown_from <= '2018-02-15 12:00+00' AND shown_until > '2018-02-15 12:00+00'
ORDER BY reporting_period, time_basis;
