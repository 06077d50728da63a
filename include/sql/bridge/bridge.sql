-- What moved between two moments (the second null: now), and the figures at both; of one period or measure,
-- or (null) all. Grain: one period, time basis, measure, reason and network; only what moved.
WITH found AS (
    SELECT
        reporting_period,
        time_basis,
        measure,
        reason,
        network_code,
        recorded_at <= :from_moment AS is_before,
        sum(movement) AS movement
    FROM marts.bridge
    WHERE
        (CAST(:to_moment AS timestamptz) IS NULL OR recorded_at <= :to_moment)
        AND (CAST(:reporting_period AS text) IS NULL OR reporting_period = :reporting_period)
        AND (CAST(:measure AS text) IS NULL OR measure = :measure)
    GROUP BY reporting_period, time_basis, measure, reason, network_code, is_before
),

framed AS (
    SELECT
        *,
        coalesce(sum(movement) FILTER (WHERE is_before) OVER figure, 0) AS from_figure,
        sum(movement) OVER figure AS to_figure
    FROM found
    WINDOW figure AS (PARTITION BY reporting_period, time_basis, measure)
)

SELECT
    reporting_period,
    time_basis,
    measure,
    from_figure,
    to_figure,
    reason,
    network_code,
    movement
FROM framed
WHERE NOT is_before AND movement <> 0
ORDER BY reporting_period, time_basis, measure, reason, network_code
