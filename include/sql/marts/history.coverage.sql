-- marts.coverage_history: ends the rows that are no longer shown, and begins those that newly are.
WITH ended AS (
    UPDATE coverage_history AS kept SET shown_until = :moment
    WHERE
        kept.shown_until = :end_of_time
        AND NOT EXISTS (
            SELECT FROM coverage AS shown
            WHERE
                kept.reporting_period = shown.reporting_period
                AND kept.network_code = shown.network_code
                AND kept.dataset = shown.dataset
                AND kept.coverage IS NOT DISTINCT FROM shown.coverage
                AND kept.submission_id IS NOT DISTINCT FROM shown.submission_id
                AND kept.due_date IS NOT DISTINCT FROM shown.due_date
                AND kept.is_late IS NOT DISTINCT FROM shown.is_late
        )
)

INSERT INTO coverage_history (
    reporting_period,
    network_code,
    dataset,
    coverage,
    submission_id,
    due_date,
    is_late,
    shown_from,
    shown_until
)
SELECT
    shown.reporting_period,
    shown.network_code,
    shown.dataset,
    shown.coverage,
    shown.submission_id,
    shown.due_date,
    shown.is_late,
    :moment,
    :end_of_time
FROM coverage AS shown
WHERE
    NOT EXISTS (
        SELECT FROM coverage_history AS kept
        WHERE
            kept.shown_until = :end_of_time
            AND kept.reporting_period = shown.reporting_period
            AND kept.network_code = shown.network_code
            AND kept.dataset = shown.dataset
            AND kept.coverage IS NOT DISTINCT FROM shown.coverage
            AND kept.submission_id IS NOT DISTINCT FROM shown.submission_id
            AND kept.due_date IS NOT DISTINCT FROM shown.due_date
            AND kept.is_late IS NOT DISTINCT FROM shown.is_late
    )
