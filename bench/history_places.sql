-- Which place stands in for which in each tile of a made-up history. Grain: one code and tile.
-- A network's current places in order, dealt out in shares of the same size: tile 0 is the history that the
-- product counted, and place n of a network's share there is place n of its share in every other tile.
CREATE UNLOGGED TABLE totals.bench_place AS
WITH earlier AS (
    SELECT
        place,
        min(location_code) AS location_code
    FROM reference.location_place
    WHERE to_version IS NULL AND location_code <> place
    GROUP BY place
),

dealt AS (
    SELECT
        location.network_code,
        location.location_code AS place,
        earlier.location_code AS earlier_code,
        row_number() OVER in_network - 1 AS n,
        count(*) OVER (PARTITION BY location.network_code) / CAST(:tiles_count AS integer) AS share
    FROM reference.location
    LEFT JOIN earlier ON location.location_code = earlier.place
    WHERE location.to_version IS NULL AND location.successor_code IS NULL
    WINDOW in_network AS (PARTITION BY location.network_code ORDER BY location.location_code)
),

tiled AS (
    SELECT
        network_code,
        share,
        place,
        earlier_code,
        n / share AS tile,
        n % share AS n,
        first_value(place) OVER in_first AS base_place,
        first_value(earlier_code) OVER in_first AS base_earlier_code
    FROM dealt
    WHERE n < share * CAST(:tiles_count AS integer)
    WINDOW in_first AS (PARTITION BY network_code, n % share ORDER BY n)
)

SELECT
    tiled.network_code,
    tiled.n,
    tiled.share,
    tiled.tile,
    tiled.place,
    code.is_earlier,
    CASE WHEN code.is_earlier THEN tiled.base_earlier_code ELSE tiled.base_place END AS base_code,
    CASE WHEN code.is_earlier THEN coalesce(tiled.earlier_code, tiled.place) ELSE tiled.place END AS code
FROM tiled
CROSS JOIN (
    VALUES (FALSE), (TRUE)
) AS code (is_earlier)
WHERE NOT code.is_earlier OR tiled.base_earlier_code IS NOT NULL
