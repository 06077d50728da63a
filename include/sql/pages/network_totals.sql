-- Each network's own figures. Grain: one period, time basis and network.
SELECT
    reporting_period,
    time_basis,
    network_code,
    innovations_count,
    locations_count,
    live_locations_count,
    adoptions_count,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count,
    jobs_created_fte,
    jobs_safeguarded_fte,
    investment_gbp,
    adoptions_coverage,
    economic_coverage
FROM network_totals
ORDER BY reporting_period, time_basis, network_code
