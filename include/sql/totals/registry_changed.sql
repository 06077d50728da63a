-- Asks for the totals of every network and period that has adoptions where a newer registry moved a place.
INSERT INTO totals.pending_change (network_code, reporting_period, dataset, created_at)
WITH changed AS (
    SELECT
        location_code,
        place
    FROM reference.location_place
    WHERE
        (from_version > :used_version AND from_version <= :version)
        OR (to_version > :used_version AND to_version <= :version)
),

-- A code that nobody knew stood for itself.
places AS (
    SELECT place FROM changed
    UNION
    SELECT location_code FROM changed
)

SELECT DISTINCT
    held.network_code,
    held.reporting_period,
    'adoptions',
    now()
FROM places
INNER JOIN totals.network_place AS held ON places.place = held.place
