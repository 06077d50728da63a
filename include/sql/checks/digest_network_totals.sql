-- Every figure of marts.network_totals, in a fixed order, for the digest.
COPY (
    SELECT to_jsonb(figures) - 'refreshed_at'
    FROM marts.network_totals AS figures
    ORDER BY reporting_period, time_basis, network_code
) TO STDOUT
