-- What the changing claims add up to, in one look at them. Grain: one place, or one innovation, with network and
-- period, apart by whether other networks contest them and whether there are other claims, ever.
INSERT INTO claim_sum (
    place,
    innovation_code,
    network_code,
    reporting_period,
    is_contested,
    is_recurring,
    has_turned,
    was_reported_count,
    reported_count,
    was_adopted_count,
    adopted_count,
    beneficiaries_count,
    people_reached_count,
    cases_avoided_count
)
WITH told AS (
    SELECT
        change.*,
        contested.place IS NOT NULL AS is_contested,
        recurring.place IS NOT NULL AS is_recurring
    FROM claim_change AS change
    LEFT JOIN contested
        ON
            change.reporting_period = contested.reporting_period
            AND change.place = contested.place
            AND change.innovation_code = contested.innovation_code
    LEFT JOIN recurring
        ON change.place = recurring.place AND change.innovation_code = recurring.innovation_code
)

SELECT
    place,
    innovation_code,
    network_code,
    reporting_period,
    is_contested,
    is_recurring,
    bool_or(was_adopted <> is_adopted),
    count(*) FILTER (WHERE was_reported),
    count(*) FILTER (WHERE is_reported),
    count(*) FILTER (WHERE was_adopted),
    count(*) FILTER (WHERE is_adopted),
    sum(beneficiaries_count - was_beneficiaries_count),
    sum(people_reached_count - was_people_reached_count),
    sum(cases_avoided_count - was_cases_avoided_count)
FROM told
GROUP BY
    GROUPING SETS (
        (place, network_code, reporting_period, is_contested, is_recurring),
        (innovation_code, network_code, reporting_period, is_contested, is_recurring)
    )
