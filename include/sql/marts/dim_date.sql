-- marts.dim_date. Grain: one day of the periods of dim_period; the key is its date as yyyymmdd.
INSERT INTO dim_date (
    date_key,
    date,
    calendar_year,
    month_number,
    month_name,
    financial_year,
    financial_quarter,
    period_key,
    refreshed_at
)
SELECT
    CAST(to_char(day.date, 'YYYYMMDD') AS integer),
    CAST(day.date AS date),
    CAST(extract(YEAR FROM day.date) AS integer),
    CAST(extract(MONTH FROM day.date) AS integer),
    to_char(day.date, 'FMMonth'),
    dim_period.financial_year,
    dim_period.financial_quarter,
    dim_period.period_key,
    :moment
FROM dim_period
CROSS JOIN
    LATERAL generate_series(
        CAST(dim_period.period_start_date AS timestamp),
        CAST(dim_period.period_end_date AS timestamp),
        interval '1 day'
    ) AS day (date)
WHERE NOT EXISTS (
    SELECT FROM dim_date AS known
    WHERE known.period_key = dim_period.period_key
)
