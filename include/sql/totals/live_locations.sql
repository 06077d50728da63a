-- When the touched places become live or cease to be. Grain: one scope and period.
-- Run with sign -1 before a change and 1 after it. A place is live in a network by that network's own lines
-- and in the nation by the lines of all. For a nationally live place one of the networks where it is live
-- counts; every other one, and every one for a place that is not nationally live, is overlap.
INSERT INTO figure_change (innovation_code, scope, reporting_period, live_locations_step)
WITH running AS (
    SELECT
        place_step.place,
        place_step.scope,
        place_step.reporting_period,
        CAST(sum(place_step.step) OVER by_period > 0 AS integer) AS is_live
    FROM (
        SELECT DISTINCT place FROM claim_sum
        WHERE place IS NOT NULL
    ) AS touched
    INNER JOIN place_step ON touched.place = place_step.place
    WINDOW by_period AS (PARTITION BY place_step.place, place_step.scope ORDER BY place_step.reporting_period)
),

turned AS (
    SELECT
        place,
        scope,
        reporting_period,
        is_live - lag(is_live, 1, 0) OVER (PARTITION BY place, scope ORDER BY reporting_period) AS step
    FROM running
),

at_place AS (
    SELECT
        place,
        reporting_period,
        sum(sum(step) FILTER (WHERE scope <> 'national')) OVER so_far AS networks_count,
        sum(sum(step) FILTER (WHERE scope = 'national')) OVER so_far AS nations_count
    FROM turned
    WHERE step <> 0
    GROUP BY place, reporting_period
    WINDOW so_far AS (PARTITION BY place ORDER BY reporting_period)
),

further AS (
    SELECT
        place,
        reporting_period,
        CASE WHEN nations_count = 1 THEN networks_count - 1 ELSE networks_count END AS further_count
    FROM at_place
),

whole AS (
    SELECT
        scope,
        reporting_period,
        step
    FROM turned
    WHERE step <> 0
    UNION ALL
    SELECT
        'overlap' AS scope,
        reporting_period,
        further_count - lag(further_count, 1, 0) OVER (PARTITION BY place ORDER BY reporting_period) AS step
    FROM further
)

SELECT
    '' AS innovation_code,
    scope,
    reporting_period,
    :sign * sum(step)
FROM whole
GROUP BY scope, reporting_period
