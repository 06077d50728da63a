-- totals.figure: adds up what changed. Grain: one innovation (or none), scope and period.
INSERT INTO figure AS held (
    innovation_code,
    scope,
    reporting_period,
    innovations_count,
    locations_count,
    adoptions_count,
    beneficiaries_count,
    beneficiaries_floor_count,
    beneficiaries_ceiling_count,
    people_reached_count,
    cases_avoided_count,
    jobs_created_fte,
    jobs_safeguarded_fte,
    investment_gbp,
    first_innovations_count,
    first_locations_count,
    first_adoptions_count,
    live_locations_step
)
SELECT
    innovation_code,
    scope,
    reporting_period,
    sum(innovations_count),
    sum(locations_count),
    sum(adoptions_count),
    sum(beneficiaries_count),
    sum(beneficiaries_floor_count),
    sum(beneficiaries_ceiling_count),
    sum(people_reached_count),
    sum(cases_avoided_count),
    sum(jobs_created_fte),
    sum(jobs_safeguarded_fte),
    sum(investment_gbp),
    sum(first_innovations_count),
    sum(first_locations_count),
    sum(first_adoptions_count),
    sum(live_locations_step)
FROM figure_change
GROUP BY innovation_code, scope, reporting_period
HAVING
    sum(innovations_count) <> 0
    OR sum(locations_count) <> 0
    OR sum(adoptions_count) <> 0
    OR sum(beneficiaries_count) <> 0
    OR sum(beneficiaries_floor_count) <> 0
    OR sum(beneficiaries_ceiling_count) <> 0
    OR sum(people_reached_count) <> 0
    OR sum(cases_avoided_count) <> 0
    OR sum(jobs_created_fte) <> 0
    OR sum(jobs_safeguarded_fte) <> 0
    OR sum(investment_gbp) <> 0
    OR sum(first_innovations_count) <> 0
    OR sum(first_locations_count) <> 0
    OR sum(first_adoptions_count) <> 0
    OR sum(live_locations_step) <> 0
ON CONFLICT (reporting_period, scope, innovation_code) DO UPDATE SET
    innovations_count = held.innovations_count + excluded.innovations_count,
    locations_count = held.locations_count + excluded.locations_count,
    adoptions_count = held.adoptions_count + excluded.adoptions_count,
    beneficiaries_count = held.beneficiaries_count + excluded.beneficiaries_count,
    beneficiaries_floor_count = held.beneficiaries_floor_count + excluded.beneficiaries_floor_count,
    beneficiaries_ceiling_count = held.beneficiaries_ceiling_count + excluded.beneficiaries_ceiling_count,
    people_reached_count = held.people_reached_count + excluded.people_reached_count,
    cases_avoided_count = held.cases_avoided_count + excluded.cases_avoided_count,
    jobs_created_fte = held.jobs_created_fte + excluded.jobs_created_fte,
    jobs_safeguarded_fte = held.jobs_safeguarded_fte + excluded.jobs_safeguarded_fte,
    investment_gbp = held.investment_gbp + excluded.investment_gbp,
    first_innovations_count = held.first_innovations_count + excluded.first_innovations_count,
    first_locations_count = held.first_locations_count + excluded.first_locations_count,
    first_adoptions_count = held.first_adoptions_count + excluded.first_adoptions_count,
    live_locations_step = held.live_locations_step + excluded.live_locations_step
