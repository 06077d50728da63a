-- marts.network_totals. Grain: one network, period and time basis; every network in every shown period.
INSERT INTO network_totals (
    reporting_period,
    period_label,
    period_start_date,
    period_end_date,
    time_basis,
    network_code,
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
    adoptions_coverage,
    economic_coverage,
    is_provisional,
    refreshed_at
)
WITH covered AS (
    SELECT
        reporting_period,
        network_code,
        max(CASE WHEN is_nil THEN 'nil' ELSE 'reported' END) FILTER (WHERE dataset = 'adoptions') AS adoptions,
        max(CASE WHEN is_nil THEN 'nil' ELSE 'reported' END) FILTER (WHERE dataset = 'economic_impact') AS economic
    FROM speaking
    GROUP BY reporting_period, network_code
)

SELECT
    shown_period.reporting_period,
    shown_period.period_label,
    shown_period.period_start_date,
    shown_period.period_end_date,
    cut.time_basis,
    cut.scope,
    cut.innovations_count,
    cut.locations_count,
    cut.live_locations_count,
    cut.adoptions_count,
    cut.beneficiaries_count,
    cut.beneficiaries_floor_count,
    cut.beneficiaries_ceiling_count,
    cut.people_reached_count,
    cut.cases_avoided_count,
    cut.jobs_created_fte,
    cut.jobs_safeguarded_fte,
    cut.investment_gbp,
    coalesce(covered.adoptions, 'missing'),
    coalesce(covered.economic, 'missing'),
    TRUE,
    :moment
FROM shown_period
INNER JOIN cut ON shown_period.reporting_period = cut.reporting_period
LEFT JOIN covered ON shown_period.reporting_period = covered.reporting_period AND cut.scope = covered.network_code
WHERE cut.scope NOT IN ('national', 'overlap') AND cut.innovation_code = ''
