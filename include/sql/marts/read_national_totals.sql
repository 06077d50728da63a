-- The rows of marts.national_totals, of one period or (null) of all. Grain: one period and time basis.
SELECT
    reporting_period,
    period_label,
    period_start_date,
    period_end_date,
    time_basis,
    innovations_count,
    locations_count,
    live_locations_count,
    adoptions_count,
    beneficiaries_count,
    beneficiaries_floor_count,
    beneficiaries_ceiling_count,
    people_reached_count,
    cases_avoided_count,
    jobs_created_fte,
    jobs_safeguarded_fte,
    investment_gbp,
    adoptions_networks_reported_count,
    economic_networks_reported_count,
    networks_expected_count,
    is_provisional
FROM national_totals
WHERE reporting_period = coalesce(CAST(:reporting_period AS text), reporting_period)
ORDER BY reporting_period, time_basis
