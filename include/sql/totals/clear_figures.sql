-- Forgets figures that have become nothing.
DELETE FROM figure
USING figure_change AS change
WHERE
    change.innovation_code = figure.innovation_code
    AND change.scope = figure.scope
    AND change.reporting_period = figure.reporting_period
    AND figure.innovations_count = 0
    AND figure.locations_count = 0
    AND figure.adoptions_count = 0
    AND figure.beneficiaries_count = 0
    AND figure.beneficiaries_floor_count = 0
    AND figure.beneficiaries_ceiling_count = 0
    AND figure.people_reached_count = 0
    AND figure.cases_avoided_count = 0
    AND figure.jobs_created_fte = 0
    AND figure.jobs_safeguarded_fte = 0
    AND figure.investment_gbp = 0
    AND figure.first_innovations_count = 0
    AND figure.first_locations_count = 0
    AND figure.first_adoptions_count = 0
    AND figure.live_locations_step = 0
