-- marts.dim_period. Grain: one period, from the first that networks may report; the key is its year and quarter.
INSERT INTO dim_period (
    period_key,
    reporting_period,
    period_label,
    period_start_date,
    period_end_date,
    financial_year,
    financial_quarter,
    refreshed_at
)
SELECT
    CAST(left(period.reporting_period, 4) || right(period.reporting_period, 1) AS integer),
    period.reporting_period,
    period.period_label,
    period.period_start_date,
    period.period_end_date,
    replace(left(period.reporting_period, 7), '-', '/'),
    CAST(right(period.reporting_period, 1) AS integer),
    :moment
FROM
    unnest(
        CAST(:codes AS text[]),
        CAST(:labels AS text[]),
        CAST(:starts AS date[]),
        CAST(:ends AS date[])
    ) AS period (reporting_period, period_label, period_start_date, period_end_date)
ON CONFLICT (period_key) DO NOTHING
