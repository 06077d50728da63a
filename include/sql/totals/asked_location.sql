-- Under which locations others may have reported what changes. Grain: one location, innovation and period;
-- no period where a status changes: then all that was ever said matters.
INSERT INTO asked_location (place, innovation_code, location, reporting_period)
WITH asked AS (
    SELECT
        place,
        innovation_code,
        reporting_period,
        bool_or(was_reported <> is_reported OR was_adopted <> is_adopted) OVER (
            PARTITION BY place, innovation_code
        ) AS is_ever
    FROM claim_change
    WHERE EXISTS (SELECT 1 FROM other_source)
),

stands_for AS (
    SELECT
        place,
        location_code AS location
    FROM location_place
    UNION
    SELECT
        place,
        place AS location
    FROM asked
)

SELECT DISTINCT
    asked.place,
    asked.innovation_code,
    stands_for.location,
    CASE WHEN NOT asked.is_ever THEN asked.reporting_period END
FROM asked
INNER JOIN stands_for ON asked.place = stands_for.place
