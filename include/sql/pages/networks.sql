-- The networks that report. Grain: one network.
SELECT
    network_code,
    name_since_2023
FROM reference.network
WHERE to_version IS NULL
ORDER BY network_code
