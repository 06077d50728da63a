-- totals.movement: what one change moved. Grain: one measure, time basis and period whose national figure moves.
INSERT INTO movement (
    recorded_at,
    reason,
    network_code,
    submission_id,
    registry_version,
    reporting_period,
    time_basis,
    is_running,
    measure,
    movement,
    refreshed_at
)
WITH moved AS (
    SELECT
        reporting_period,
        sum(innovations_count) AS innovations_count,
        sum(locations_count) AS locations_count,
        sum(adoptions_count) AS adoptions_count,
        sum(beneficiaries_count) AS beneficiaries_count,
        sum(beneficiaries_floor_count) AS beneficiaries_floor_count,
        sum(beneficiaries_ceiling_count) AS beneficiaries_ceiling_count,
        sum(people_reached_count) AS people_reached_count,
        sum(cases_avoided_count) AS cases_avoided_count,
        sum(jobs_created_fte) AS jobs_created_fte,
        sum(jobs_safeguarded_fte) AS jobs_safeguarded_fte,
        sum(investment_gbp) AS investment_gbp,
        sum(first_innovations_count) AS first_innovations_count,
        sum(first_locations_count) AS first_locations_count,
        sum(first_adoptions_count) AS first_adoptions_count,
        sum(live_locations_step) AS live_locations_step
    FROM figure_change
    WHERE scope = 'national' AND innovation_code = ''
    GROUP BY reporting_period
)

SELECT
    :recorded_at,
    CASE WHEN said.is_of_deals THEN :deals_reason ELSE :adoptions_reason END,
    :network_code,
    :submission_id,
    :change_version,
    moved.reporting_period,
    basis.time_basis,
    said.measure = 'live_locations_count' OR basis.time_basis = 'since_201314',
    said.measure,
    CASE basis.time_basis WHEN 'in_period' THEN said.in_period ELSE said.since_201314 END,
    :moment
FROM moved
CROSS JOIN
    LATERAL (
        VALUES
        ('innovations_count', FALSE, moved.innovations_count, moved.first_innovations_count),
        ('locations_count', FALSE, moved.locations_count, moved.first_locations_count),
        ('live_locations_count', FALSE, moved.live_locations_step, moved.live_locations_step),
        ('adoptions_count', FALSE, moved.adoptions_count, moved.first_adoptions_count),
        ('beneficiaries_count', FALSE, moved.beneficiaries_count, moved.beneficiaries_count),
        (
            'beneficiaries_floor_count',
            FALSE,
            moved.beneficiaries_floor_count,
            moved.beneficiaries_floor_count
        ),
        (
            'beneficiaries_ceiling_count',
            FALSE,
            moved.beneficiaries_ceiling_count,
            moved.beneficiaries_ceiling_count
        ),
        ('people_reached_count', FALSE, moved.people_reached_count, moved.people_reached_count),
        ('cases_avoided_count', FALSE, moved.cases_avoided_count, moved.cases_avoided_count),
        ('jobs_created_fte', TRUE, moved.jobs_created_fte, moved.jobs_created_fte),
        ('jobs_safeguarded_fte', TRUE, moved.jobs_safeguarded_fte, moved.jobs_safeguarded_fte),
        ('investment_gbp', TRUE, moved.investment_gbp, moved.investment_gbp)
    ) AS said (measure, is_of_deals, in_period, since_201314)
CROSS JOIN (
    VALUES ('in_period'), ('since_201314')
) AS basis (time_basis)
WHERE CASE basis.time_basis WHEN 'in_period' THEN said.in_period ELSE said.since_201314 END <> 0
