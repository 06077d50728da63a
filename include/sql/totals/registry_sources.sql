-- The networks and periods with adoptions where one registry version moved a place. Grain: one network and period.
WITH changed AS (
    SELECT
        location_code,
        place
    FROM location_place
    WHERE from_version = :version OR to_version = :version
),

-- A code that nobody knew stood for itself.
places AS (
    SELECT place FROM changed
    UNION
    SELECT location_code FROM changed
)

SELECT DISTINCT
    held.network_code,
    held.reporting_period
FROM places
INNER JOIN network_place AS held ON places.place = held.place
ORDER BY held.network_code, held.reporting_period
