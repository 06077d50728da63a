-- marts.reconciliation_ladder. Grain: one measure, period and time basis.
-- Each part is added up from its own rows: the networks', those that do not count nationally, those that do.
INSERT INTO reconciliation_ladder (
    reporting_period,
    time_basis,
    measure,
    sum_of_networks,
    overlap_removed,
    national,
    refreshed_at
)
SELECT
    cut.reporting_period,
    cut.time_basis,
    said.measure,
    coalesce(sum(said.amount) FILTER (WHERE cut.scope NOT IN ('national', 'overlap')), 0),
    sum(said.amount) FILTER (WHERE cut.scope = 'overlap'),
    sum(said.amount) FILTER (WHERE cut.scope = 'national'),
    :moment
FROM cut
CROSS JOIN
    LATERAL (
        VALUES
        ('innovations_count', cut.innovations_count),
        ('locations_count', cut.locations_count),
        ('live_locations_count', cut.live_locations_count),
        ('adoptions_count', cut.adoptions_count),
        ('beneficiaries_count', cut.beneficiaries_count),
        ('beneficiaries_floor_count', cut.beneficiaries_floor_count),
        ('beneficiaries_ceiling_count', cut.beneficiaries_ceiling_count),
        ('people_reached_count', cut.people_reached_count),
        ('cases_avoided_count', cut.cases_avoided_count),
        ('jobs_created_fte', cut.jobs_created_fte),
        ('jobs_safeguarded_fte', cut.jobs_safeguarded_fte),
        ('investment_gbp', cut.investment_gbp)
    ) AS said (measure, amount)
WHERE cut.innovation_code = ''
GROUP BY cut.reporting_period, cut.time_basis, said.measure
