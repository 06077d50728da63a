-- marts.overlaps_history: ends the rows that are no longer shown, and begins those that newly are.
WITH ended AS (
    UPDATE overlaps_history AS kept SET shown_until = :moment
    WHERE
        kept.shown_until = :end_of_time
        AND kept.reporting_period IN (SELECT touched.reporting_period FROM touched_source AS touched)
        AND NOT EXISTS (
            SELECT FROM "overlaps" AS shown
            WHERE
                kept.reporting_period = shown.reporting_period
                AND kept.dataset IS NOT DISTINCT FROM shown.dataset
                AND kept.innovation_code = shown.innovation_code
                AND coalesce(kept.place, '') = coalesce(shown.place, '')
                AND coalesce(kept.deal_reference, '') = coalesce(shown.deal_reference, '')
                AND kept.network_code = shown.network_code
                AND kept.beneficiaries_count IS NOT DISTINCT FROM shown.beneficiaries_count
                AND kept.all_bases_count IS NOT DISTINCT FROM shown.all_bases_count
                AND kept.investment_gbp IS NOT DISTINCT FROM shown.investment_gbp
                AND kept.is_counted IS NOT DISTINCT FROM shown.is_counted
                AND kept.reason IS NOT DISTINCT FROM shown.reason
        )
)

INSERT INTO overlaps_history (
    reporting_period,
    dataset,
    innovation_code,
    place,
    deal_reference,
    network_code,
    beneficiaries_count,
    all_bases_count,
    investment_gbp,
    is_counted,
    reason,
    shown_from,
    shown_until
)
SELECT
    shown.reporting_period,
    shown.dataset,
    shown.innovation_code,
    shown.place,
    shown.deal_reference,
    shown.network_code,
    shown.beneficiaries_count,
    shown.all_bases_count,
    shown.investment_gbp,
    shown.is_counted,
    shown.reason,
    :moment,
    :end_of_time
FROM "overlaps" AS shown
WHERE
    NOT EXISTS (
        SELECT FROM overlaps_history AS kept
        WHERE
            kept.shown_until = :end_of_time
            AND kept.reporting_period = shown.reporting_period
            AND kept.dataset IS NOT DISTINCT FROM shown.dataset
            AND kept.innovation_code = shown.innovation_code
            AND coalesce(kept.place, '') = coalesce(shown.place, '')
            AND coalesce(kept.deal_reference, '') = coalesce(shown.deal_reference, '')
            AND kept.network_code = shown.network_code
            AND kept.beneficiaries_count IS NOT DISTINCT FROM shown.beneficiaries_count
            AND kept.all_bases_count IS NOT DISTINCT FROM shown.all_bases_count
            AND kept.investment_gbp IS NOT DISTINCT FROM shown.investment_gbp
            AND kept.is_counted IS NOT DISTINCT FROM shown.is_counted
            AND kept.reason IS NOT DISTINCT FROM shown.reason
    )
    AND shown.reporting_period IN (SELECT touched.reporting_period FROM touched_source AS touched)
