-- The networks that were asked to report. Grain: one network and span of moments in which it was known.
WITH known AS (
    SELECT
        registry_version,
        min(recorded_at) OVER (
            ORDER BY registry_version ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
        ) AS known_at
    FROM reference.registry_version
)

SELECT
    network.network_code,
    come.known_at AS from_at,
    gone.known_at AS to_at
FROM reference.network
INNER JOIN known AS come ON network.from_version = come.registry_version
LEFT JOIN known AS gone ON network.to_version = gone.registry_version
WHERE coalesce(gone.known_at > come.known_at, TRUE)
ORDER BY network.network_code COLLATE "C", come.known_at
