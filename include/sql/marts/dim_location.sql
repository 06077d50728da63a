-- marts.dim_location. Grain: one location of the registry. A key once given stays.
INSERT INTO dim_location (
    location_key,
    place,
    location_name,
    location_type,
    area_network_code,
    postcode,
    is_superseded,
    refreshed_at
)
SELECT
    (SELECT coalesce(max(known.location_key), 0) FROM dim_location AS known)
    + row_number() OVER (ORDER BY location.location_code COLLATE "C"),
    location.location_code,
    location.location_name,
    location.location_type,
    location.network_code,
    location.postcode,
    coalesce(resolved.place <> location.location_code, FALSE),
    :moment
FROM location
LEFT JOIN location_place AS resolved
    ON
        location.location_code = resolved.location_code
        AND resolved.from_version <= :registry_version
        AND coalesce(resolved.to_version > :registry_version, TRUE)
WHERE location.from_version <= :registry_version AND coalesce(location.to_version > :registry_version, TRUE)
ON CONFLICT (place) DO UPDATE SET
    location_name = excluded.location_name,
    location_type = excluded.location_type,
    area_network_code = excluded.area_network_code,
    postcode = excluded.postcode,
    is_superseded = excluded.is_superseded,
    refreshed_at = excluded.refreshed_at
