-- Every figure of marts.national_totals, in a fixed order, for the digest.
COPY (
    SELECT to_jsonb(figures) - 'refreshed_at'
    FROM marts.national_totals AS figures
    ORDER BY reporting_period, time_basis
) TO STDOUT
