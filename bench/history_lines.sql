-- The lines of one made-up submission: innovations at its network's own places, every fiftieth at any place.
INSERT INTO warehouse.adoption_line (
    reporting_period,
    network_code,
    submission_id,
    row_number,
    innovation_code,
    location_code,
    location,
    adoption_status,
    adopted_date,
    beneficiaries_count,
    benefit_basis
)
WITH places AS MATERIALIZED (
    SELECT
        location_code,
        network_code,
        row_number() OVER (ORDER BY location_code) - 1 AS n,
        row_number() OVER (PARTITION BY network_code ORDER BY location_code) - 1 AS own_n,
        count(*) OVER () AS places_count,
        count(*) OVER (PARTITION BY network_code) AS own_count
    FROM reference.location
    WHERE to_version IS NULL AND successor_code IS NULL
),

innovations AS MATERIALIZED (
    SELECT
        innovation_code,
        row_number() OVER (ORDER BY innovation_code) - 1 AS n,
        count(*) OVER () AS innovations_count
    FROM reference.innovation
    WHERE to_version IS NULL
),

own AS (
    SELECT max(own_count) AS own_count
    FROM places
    WHERE network_code = :network_code
),

size AS (
    SELECT
        max(places.places_count) AS places_count,
        max(innovations.innovations_count) AS innovations_count
    FROM places
    CROSS JOIN innovations
    WHERE places.n = 0
),

line AS (
    SELECT
        k,
        own.own_count,
        size.innovations_count,
        k % own.own_count AS own_n,
        (k * 7) % size.places_count AS any_n
    FROM generate_series(0, :lines_count - 1) AS series (k)
    CROSS JOIN own
    CROSS JOIN size
),

placed AS (
    SELECT
        line.*,
        places.location_code
    FROM line
    INNER JOIN places ON line.own_n = places.own_n
    WHERE line.k % 50 <> 0 AND places.network_code = :network_code
    UNION ALL
    SELECT
        line.*,
        places.location_code
    FROM line
    INNER JOIN places ON line.any_n = places.n
    WHERE line.k % 50 = 0
)

SELECT
    :reporting_period,
    :network_code,
    :submission_id,
    placed.k + 2,
    innovations.innovation_code,
    placed.location_code,
    placed.location_code,
    CASE WHEN placed.k % 20 = 7 THEN 'planned' ELSE 'adopted' END,
    date '2013-04-01',
    CASE WHEN placed.k % 20 = 7 THEN 0 ELSE placed.k % 90 END,
    CASE WHEN placed.k % 3 = 0 THEN 'covered' ELSE 'received' END
FROM placed
INNER JOIN innovations ON (placed.k / placed.own_count + :shift) % placed.innovations_count = innovations.n
