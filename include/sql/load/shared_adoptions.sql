-- W08: adoptions that another network reports for the same period too. Grain: one line.
WITH places AS (
    SELECT
        location_code,
        place
    FROM reference.location_place
    WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
),

mine AS (
    SELECT
        line.row_number,
        line.innovation_code,
        coalesce(places.place, line.location) AS place
    FROM warehouse.adoption_line AS line
    LEFT JOIN places ON line.location = places.location_code
    WHERE
        line.reporting_period = :reporting_period
        AND line.submission_id = :submission_id
        AND line.adoption_status = 'adopted'
),

theirs AS (
    SELECT
        line.network_code,
        line.innovation_code,
        coalesce(places.place, line.location) AS place
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.adoption_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    LEFT JOIN places ON line.location = places.location_code
    WHERE
        speaks.reporting_period = :reporting_period
        AND speaks.dataset = 'adoptions'
        AND speaks.network_code <> :network_code
        AND line.adoption_status = 'adopted'
)

SELECT
    mine.row_number,
    mine.innovation_code,
    mine.place,
    array_agg(DISTINCT theirs.network_code ORDER BY theirs.network_code) AS networks,
    count(*) OVER () AS found
FROM mine
INNER JOIN theirs USING (innovation_code, place)
GROUP BY mine.row_number, mine.innovation_code, mine.place
ORDER BY mine.row_number
LIMIT :listed
