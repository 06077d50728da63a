-- marts.national_totals. Grain: one period and time basis, from the first to the last counting submission.
INSERT INTO national_totals (
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
    is_provisional,
    refreshed_at
)
WITH reported AS (
    SELECT
        reporting_period,
        count(*) FILTER (WHERE dataset = 'adoptions') AS adoptions_count,
        count(*) FILTER (WHERE dataset = 'economic_impact') AS economic_count
    FROM speaking
    GROUP BY reporting_period
)

SELECT
    shown_period.reporting_period,
    shown_period.period_label,
    shown_period.period_start_date,
    shown_period.period_end_date,
    cut.time_basis,
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
    coalesce(reported.adoptions_count, 0),
    coalesce(reported.economic_count, 0),
    (
        SELECT count(*) FROM network
        WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
    ),
    TRUE,
    :moment
FROM shown_period
INNER JOIN cut ON shown_period.reporting_period = cut.reporting_period
LEFT JOIN reported ON shown_period.reporting_period = reported.reporting_period
WHERE cut.scope = 'national' AND cut.innovation_code = ''
