-- Every figure of marts.innovation_totals, in a fixed order, for the digest.
COPY (
    SELECT to_jsonb(figures) - 'refreshed_at'
    FROM marts.innovation_totals AS figures
    ORDER BY reporting_period, time_basis, innovation_code
) TO STDOUT
