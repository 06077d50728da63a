-- The lines of adoptions of one made-up submission, at the places of the first tile. Grain: one line.
-- Pairs of place and innovation in an order of its own for each network; every fiftieth is the next network's
-- pair, which that network reports too. Some places go by the code that they had before a merger.
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
    stopped_date,
    beneficiaries_count,
    benefit_basis
)
WITH innovations AS MATERIALIZED (
    SELECT
        innovation_code,
        row_number() OVER (ORDER BY innovation_code) - 1 AS n,
        count(*) OVER () AS innovations_count
    FROM reference.innovation
    WHERE to_version IS NULL
),

areas AS (
    SELECT DISTINCT
        network_code,
        share
    FROM totals.bench_place
),

line AS (
    SELECT
        series.k,
        areas.network_code AS area,
        areas.share,
        -- In each quarter a tenth of the pairs is new.
        ((series.k + series.k % 50 / 49 + CAST(:shift AS bigint)) * 7919) % (areas.share * innovations.innovations_count) AS pair
    FROM generate_series(0, :lines_count - 1) AS series (k)
    INNER JOIN areas ON CASE series.k % 50 WHEN 49 THEN :next_network ELSE :network_code END = areas.network_code
    CROSS JOIN innovations
    WHERE innovations.n = 0
),

placed AS (
    SELECT
        line.k,
        line.pair / line.share AS innovation_n,
        coalesce(before_merger.base_code, place.base_code) AS location_code
    FROM line
    INNER JOIN totals.bench_place AS place
        ON
            line.area = place.network_code
            AND line.pair % line.share = place.n
            AND place.tile = 0
            AND NOT place.is_earlier
    LEFT JOIN totals.bench_place AS before_merger
        ON
            place.network_code = before_merger.network_code
            AND place.n = before_merger.n
            AND before_merger.tile = 0
            AND before_merger.is_earlier
            AND line.k % 9 = 4
)

SELECT
    :reporting_period,
    :network_code,
    :submission_id,
    placed.k + 2,
    innovations.innovation_code,
    placed.location_code,
    placed.location_code,
    CASE placed.k % 20 WHEN 7 THEN 'planned' WHEN 13 THEN 'stopped' ELSE 'adopted' END,
    date '2013-04-01',
    CASE WHEN placed.k % 20 = 13 THEN date '2018-04-01' END,
    CASE WHEN placed.k % 20 IN (7, 13) THEN 0 ELSE (placed.k * 7 + CAST(:shift AS integer)) % 90 END,
    CASE placed.k % 7 WHEN 0 THEN 'covered' WHEN 3 THEN 'completed' WHEN 5 THEN 'avoided' ELSE 'received' END
FROM placed
INNER JOIN innovations ON placed.innovation_n = innovations.n
