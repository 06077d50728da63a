-- marts.innovation_totals_history: ends the rows that are no longer shown, and begins those that newly are.
WITH ended AS (
    UPDATE innovation_totals_history AS kept SET shown_until = :moment
    WHERE
        kept.shown_until = :end_of_time
        AND kept.innovation_code IN (SELECT touched.innovation_code FROM touched_innovation AS touched)
        AND NOT EXISTS (
            SELECT FROM innovation_totals AS shown
            WHERE
                kept.reporting_period = shown.reporting_period
                AND kept.period_label IS NOT DISTINCT FROM shown.period_label
                AND kept.period_start_date IS NOT DISTINCT FROM shown.period_start_date
                AND kept.period_end_date IS NOT DISTINCT FROM shown.period_end_date
                AND kept.time_basis = shown.time_basis
                AND kept.innovation_code = shown.innovation_code
                AND kept.innovations_count IS NOT DISTINCT FROM shown.innovations_count
                AND kept.locations_count IS NOT DISTINCT FROM shown.locations_count
                AND kept.live_locations_count IS NOT DISTINCT FROM shown.live_locations_count
                AND kept.adoptions_count IS NOT DISTINCT FROM shown.adoptions_count
                AND kept.beneficiaries_count IS NOT DISTINCT FROM shown.beneficiaries_count
                AND kept.beneficiaries_floor_count IS NOT DISTINCT FROM shown.beneficiaries_floor_count
                AND kept.beneficiaries_ceiling_count IS NOT DISTINCT FROM shown.beneficiaries_ceiling_count
                AND kept.people_reached_count IS NOT DISTINCT FROM shown.people_reached_count
                AND kept.cases_avoided_count IS NOT DISTINCT FROM shown.cases_avoided_count
                AND kept.jobs_created_fte IS NOT DISTINCT FROM shown.jobs_created_fte
                AND kept.jobs_safeguarded_fte IS NOT DISTINCT FROM shown.jobs_safeguarded_fte
                AND kept.investment_gbp IS NOT DISTINCT FROM shown.investment_gbp
                AND kept.is_provisional IS NOT DISTINCT FROM shown.is_provisional
        )
)

INSERT INTO innovation_totals_history (
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
    shown_from,
    shown_until
)
SELECT
    shown.reporting_period,
    shown.period_label,
    shown.period_start_date,
    shown.period_end_date,
    shown.time_basis,
    shown.innovation_code,
    shown.innovations_count,
    shown.locations_count,
    shown.live_locations_count,
    shown.adoptions_count,
    shown.beneficiaries_count,
    shown.beneficiaries_floor_count,
    shown.beneficiaries_ceiling_count,
    shown.people_reached_count,
    shown.cases_avoided_count,
    shown.jobs_created_fte,
    shown.jobs_safeguarded_fte,
    shown.investment_gbp,
    shown.is_provisional,
    :moment,
    :end_of_time
FROM innovation_totals AS shown
WHERE
    NOT EXISTS (
        SELECT FROM innovation_totals_history AS kept
        WHERE
            kept.shown_until = :end_of_time
            AND kept.reporting_period = shown.reporting_period
            AND kept.period_label IS NOT DISTINCT FROM shown.period_label
            AND kept.period_start_date IS NOT DISTINCT FROM shown.period_start_date
            AND kept.period_end_date IS NOT DISTINCT FROM shown.period_end_date
            AND kept.time_basis = shown.time_basis
            AND kept.innovation_code = shown.innovation_code
            AND kept.innovations_count IS NOT DISTINCT FROM shown.innovations_count
            AND kept.locations_count IS NOT DISTINCT FROM shown.locations_count
            AND kept.live_locations_count IS NOT DISTINCT FROM shown.live_locations_count
            AND kept.adoptions_count IS NOT DISTINCT FROM shown.adoptions_count
            AND kept.beneficiaries_count IS NOT DISTINCT FROM shown.beneficiaries_count
            AND kept.beneficiaries_floor_count IS NOT DISTINCT FROM shown.beneficiaries_floor_count
            AND kept.beneficiaries_ceiling_count IS NOT DISTINCT FROM shown.beneficiaries_ceiling_count
            AND kept.people_reached_count IS NOT DISTINCT FROM shown.people_reached_count
            AND kept.cases_avoided_count IS NOT DISTINCT FROM shown.cases_avoided_count
            AND kept.jobs_created_fte IS NOT DISTINCT FROM shown.jobs_created_fte
            AND kept.jobs_safeguarded_fte IS NOT DISTINCT FROM shown.jobs_safeguarded_fte
            AND kept.investment_gbp IS NOT DISTINCT FROM shown.investment_gbp
            AND kept.is_provisional IS NOT DISTINCT FROM shown.is_provisional
    )
    AND shown.innovation_code IN (SELECT touched.innovation_code FROM touched_innovation AS touched)
