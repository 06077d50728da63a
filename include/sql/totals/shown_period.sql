-- The periods that are shown. Grain: one period.
INSERT INTO shown_period (reporting_period, period_label, period_start_date, period_end_date)
SELECT
    period.reporting_period,
    period.period_label,
    period.period_start_date,
    period.period_end_date
FROM
    unnest(
        CAST(:codes AS text[]),
        CAST(:labels AS text[]),
        CAST(:starts AS date[]),
        CAST(:ends AS date[])
    ) AS period (reporting_period, period_label, period_start_date, period_end_date)
