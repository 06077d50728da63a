-- Which place each location code stood for, in whose area. Grain: one code and span of moments in which it was known.
-- A later version that was recorded at an earlier moment, when a clock went wrong, holds from that moment.
WITH known AS (
    SELECT
        registry_version,
        min(recorded_at) OVER (
            ORDER BY registry_version ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS known_at
    FROM reference.registry_version
)

SELECT
    location_place.location_code,
    location_place.place,
    location_place.network_code,
    come.known_at AS from_at,
    gone.known_at AS to_at
FROM reference.location_place
INNER JOIN known AS come ON location_place.from_version = come.registry_version
LEFT JOIN known AS gone ON location_place.to_version = gone.registry_version
WHERE coalesce(gone.known_at > come.known_at, TRUE)
ORDER BY location_place.location_code COLLATE "C", come.known_at
