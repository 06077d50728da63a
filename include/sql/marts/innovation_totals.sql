-- marts.innovation_totals, of the touched innovations. Grain: one innovation, period and time basis;
-- every shown period from the first in which the innovation has anything.
INSERT INTO innovation_totals (
    reporting_period,
    period_label,
    period_start_date,
    period_end_date,
    time_basis,
    innovation_code,
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
    is_provisional,
    refreshed_at
)
SELECT
    shown_period.reporting_period,
    shown_period.period_label,
    shown_period.period_start_date,
    shown_period.period_end_date,
    cut.time_basis,
    cut.innovation_code,
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
    TRUE,
    :moment
FROM shown_period
INNER JOIN cut ON shown_period.reporting_period = cut.reporting_period
WHERE cut.scope = 'national' AND cut.innovation_code <> ''
