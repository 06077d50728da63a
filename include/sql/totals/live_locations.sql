-- When the touched places become live or cease to be. Grain: one innovation (or none), scope and period.
-- Run with sign -1 before a change and 1 after it. A place is live in a network by that network's own lines
-- and in the nation by the lines of all; of the networks where it is, the alphabetically first counts for a
-- nationally live place, and every other one is overlap.
INSERT INTO figure_change (innovation_code, scope, reporting_period, live_locations_step)
WITH running AS (
    SELECT
        live_step.place,
        live_step.scope,
        live_step.reporting_period,
        sum(sum(live_step.step)) OVER by_period > 0 AS is_live,
        lead(live_step.reporting_period) OVER by_period AS until_period
    FROM (SELECT DISTINCT place FROM touched_status) AS touched
    INNER JOIN live_step ON touched.place = live_step.place
    GROUP BY live_step.place, live_step.scope, live_step.reporting_period
    WINDOW by_period AS (PARTITION BY live_step.place, live_step.scope ORDER BY live_step.reporting_period)
),

change_point AS (
    SELECT DISTINCT
        place,
        reporting_period
    FROM running
),

live AS (
    SELECT
        change_point.place,
        change_point.reporting_period,
        running.scope,
        bool_or(running.scope = 'national') OVER here AS is_nationally_live,
        row_number() OVER (here ORDER BY running.scope = 'national', running.scope COLLATE "C") AS holder
    FROM change_point
    INNER JOIN running
        ON
            change_point.place = running.place
            AND change_point.reporting_period >= running.reporting_period
            AND coalesce(change_point.reporting_period < running.until_period, TRUE)
    WHERE running.is_live
    WINDOW here AS (PARTITION BY change_point.place, change_point.reporting_period)
),

held AS (
    SELECT
        live.place,
        share.scope,
        live.reporting_period,
        count(*) AS holders_count
    FROM live
    CROSS JOIN
        LATERAL (
            VALUES
            (live.scope),
            (CASE WHEN live.is_nationally_live AND live.holder = 1 THEN 'national' ELSE 'overlap' END)
        ) AS share (scope)
    WHERE live.scope <> 'national'
    GROUP BY live.place, share.scope, live.reporting_period
),

scopes AS (
    SELECT DISTINCT
        place,
        scope
    FROM held
),

stepped AS (
    SELECT
        change_point.reporting_period,
        scopes.scope,
        coalesce(held.holders_count, 0) - lag(coalesce(held.holders_count, 0), 1, 0) OVER (
            PARTITION BY change_point.place, scopes.scope ORDER BY change_point.reporting_period
        ) AS step
    FROM change_point
    INNER JOIN scopes ON change_point.place = scopes.place
    LEFT JOIN held
        ON
            change_point.place = held.place
            AND change_point.reporting_period = held.reporting_period
            AND scopes.scope = held.scope
),

of_innovations AS (
    SELECT
        live_step.innovation_code,
        live_step.reporting_period,
        live_step.step
    FROM (
        SELECT DISTINCT
            place,
            innovation_code
        FROM touched_status
    ) AS touched
    INNER JOIN live_step
        ON touched.place = live_step.place AND touched.innovation_code = live_step.innovation_code
    WHERE live_step.scope = 'national'
)

SELECT
    '' AS innovation_code,
    scope,
    reporting_period,
    :sign * sum(step)
FROM stepped
WHERE step <> 0
GROUP BY scope, reporting_period
UNION ALL
SELECT
    innovation_code,
    'national' AS scope,
    reporting_period,
    :sign * sum(step)
FROM of_innovations
GROUP BY innovation_code, reporting_period
