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
        place,
        earlier_code,
        share,
        CAST(n / share AS integer) AS tile,
        CAST(n % share AS integer) AS n
    FROM dealt
    WHERE n < share * CAST(:tiles_count AS integer)
)

SELECT
    base.network_code,
    base.n,
    base.share,
    base.earlier_code IS NOT NULL AND code.is_earlier AS is_earlier,
    tiled.tile,
    tiled.place,
    CASE WHEN code.is_earlier THEN base.earlier_code ELSE base.place END AS base_code,
    CASE WHEN code.is_earlier THEN coalesce(tiled.earlier_code, tiled.place) ELSE tiled.place END AS code
FROM tiled AS base
INNER JOIN tiled ON base.network_code = tiled.network_code AND base.n = tiled.n
CROSS JOIN (
    VALUES (FALSE), (TRUE)
) AS code (is_earlier)
WHERE base.tile = 0 AND (NOT code.is_earlier OR base.earlier_code IS NOT NULL)
