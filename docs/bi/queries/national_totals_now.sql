-- The nation's figures of every period, as shown now.
SELECT
    reporting_period,
    time_basis,
    innovations_count,
    locations_count,
    adoptions_count,
    beneficiaries_count,
    people_reached_count,
    is_provisional
FROM marts.national_totals
ORDER BY reporting_period, time_basis;
