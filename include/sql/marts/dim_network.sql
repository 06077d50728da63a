-- marts.dim_network. Grain: one network. A key once given stays.
INSERT INTO dim_network (
    network_key,
    network_code,
    network_name,
    name_since_2023,
    acronym,
    area_description,
    refreshed_at
)
SELECT
    (SELECT coalesce(max(known.network_key), 0) FROM dim_network AS known)
    + row_number() OVER (ORDER BY network.network_code),
    network.network_code,
    network.network_name,
    network.name_since_2023,
    network.acronym,
    network.area_description,
    :moment
FROM network
WHERE network.from_version <= :registry_version AND coalesce(network.to_version > :registry_version, TRUE)
ON CONFLICT (network_code) DO UPDATE SET
    network_name = excluded.network_name,
    name_since_2023 = excluded.name_since_2023,
    acronym = excluded.acronym,
    area_description = excluded.area_description,
    refreshed_at = excluded.refreshed_at
