-- Fills networks and places with the registry of one version.
WITH places AS (
    INSERT INTO pg_temp.location_place (location_code, place, network_code)
    SELECT
        location_code,
        place,
        network_code
    FROM reference.location_place
    WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
)

INSERT INTO pg_temp.network (network_code)
SELECT network_code
FROM reference.network
WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
