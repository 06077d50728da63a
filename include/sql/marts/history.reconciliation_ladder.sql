-- marts.reconciliation_ladder_history: ends the rows that are no longer shown, and begins those that newly are.
WITH ended AS (
    UPDATE reconciliation_ladder_history AS kept SET shown_until = :moment
    WHERE
        kept.shown_until = :end_of_time
        AND NOT EXISTS (
            SELECT FROM reconciliation_ladder AS shown
            WHERE
                kept.reporting_period = shown.reporting_period
                AND kept.time_basis = shown.time_basis
                AND kept.measure = shown.measure
                AND kept.sum_of_networks IS NOT DISTINCT FROM shown.sum_of_networks
                AND kept.overlap_removed IS NOT DISTINCT FROM shown.overlap_removed
                AND kept.national IS NOT DISTINCT FROM shown.national
        )
)

INSERT INTO reconciliation_ladder_history (
    reporting_period,
    time_basis,
    measure,
    sum_of_networks,
    overlap_removed,
    national,
    shown_from,
    shown_until
)
SELECT
    shown.reporting_period,
    shown.time_basis,
    shown.measure,
    shown.sum_of_networks,
    shown.overlap_removed,
    shown.national,
    :moment,
    :end_of_time
FROM reconciliation_ladder AS shown
WHERE
    NOT EXISTS (
        SELECT FROM reconciliation_ladder_history AS kept
        WHERE
            kept.shown_until = :end_of_time
            AND kept.reporting_period = shown.reporting_period
            AND kept.time_basis = shown.time_basis
            AND kept.measure = shown.measure
            AND kept.sum_of_networks IS NOT DISTINCT FROM shown.sum_of_networks
            AND kept.overlap_removed IS NOT DISTINCT FROM shown.overlap_removed
            AND kept.national IS NOT DISTINCT FROM shown.national
    )
