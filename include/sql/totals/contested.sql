-- The adoptions that change and that several networks report or reported. Grain: one period, place and innovation.
INSERT INTO contested (reporting_period, place, innovation_code)
SELECT
    change.reporting_period,
    change.place,
    change.innovation_code
FROM claim_change AS change
WHERE
    change.reporting_period IN (
        SELECT source.reporting_period
        FROM touched_source AS source
        WHERE source.dataset = 'adoptions'
        GROUP BY source.reporting_period
        HAVING count(*) > 1
    )
    AND (change.was_adopted OR change.is_adopted)
GROUP BY change.reporting_period, change.place, change.innovation_code
HAVING count(*) > 1
UNION
SELECT
    change.reporting_period,
    change.place,
    change.innovation_code
FROM other_claim AS other
INNER JOIN claim_change AS change
    ON
        other.reporting_period = change.reporting_period
        AND other.place = change.place
        AND other.innovation_code = change.innovation_code
WHERE other.is_adopted AND (change.was_adopted OR change.is_adopted)
