-- marts.dim_innovation. Grain: one innovation of the registry. A key once given stays.
INSERT INTO dim_innovation (
    innovation_key,
    innovation_code,
    innovation_name,
    description,
    status,
    refreshed_at
)
SELECT
    (SELECT coalesce(max(known.innovation_key), 0) FROM dim_innovation AS known)
    + row_number() OVER (ORDER BY innovation.innovation_code),
    innovation.innovation_code,
    innovation.innovation_name,
    innovation.description,
    innovation.status,
    :moment
FROM innovation
WHERE innovation.from_version <= :registry_version AND coalesce(innovation.to_version > :registry_version, TRUE)
ON CONFLICT (innovation_code) DO UPDATE SET
    innovation_name = excluded.innovation_name,
    description = excluded.description,
    status = excluded.status,
    refreshed_at = excluded.refreshed_at
