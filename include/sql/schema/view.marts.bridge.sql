-- marts.bridge: every movement in every period that it moves. Sums from one period on move every later figure.
CREATE VIEW marts.bridge AS
SELECT
    movement.recorded_at,
    movement.reason,
    movement.network_code,
    movement.submission_id,
    movement.registry_version,
    period.reporting_period,
    movement.time_basis,
    movement.measure,
    movement.movement,
    movement.refreshed_at
FROM totals.movement
INNER JOIN marts.dim_period AS period
    ON
        (NOT movement.is_running AND movement.reporting_period = period.reporting_period)
        OR (movement.is_running AND movement.reporting_period <= period.reporting_period);
