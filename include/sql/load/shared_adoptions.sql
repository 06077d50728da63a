-- W08: adoptions that another network reports for the same period too. Grain: one line.
WITH others AS MATERIALIZED (
    SELECT DISTINCT
        line.innovation_code,
        coalesce(resolved.place, line.location) AS place,
        line.network_code
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.adoption_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    LEFT JOIN reference.location_place AS resolved
        ON
            line.location = resolved.location_code
            AND resolved.from_version <= :registry_version
            AND coalesce(resolved.to_version > :registry_version, TRUE)
    WHERE
        speaks.reporting_period = :reporting_period
        AND line.reporting_period = :reporting_period
        AND speaks.dataset = 'adoptions'
        AND speaks.network_code <> :network_code
        AND line.adoption_status = 'adopted'
),

claims AS (
    SELECT
        line.row_number,
        line.innovation_code,
        coalesce(resolved.place, line.location) AS place
    FROM warehouse.adoption_line AS line
    LEFT JOIN reference.location_place AS resolved
        ON
            line.location = resolved.location_code
            AND resolved.from_version <= :registry_version
            AND coalesce(resolved.to_version > :registry_version, TRUE)
    WHERE
        line.reporting_period = :reporting_period
        AND line.submission_id = :submission_id
        AND line.adoption_status = 'adopted'
        AND EXISTS (SELECT 1 FROM others)
)

SELECT
    claims.row_number,
    claims.innovation_code,
    claims.place,
    array_agg(others.network_code ORDER BY others.network_code) AS networks,
    count(*) OVER () AS found
FROM claims
INNER JOIN others ON claims.innovation_code = others.innovation_code AND claims.place = others.place
GROUP BY claims.row_number, claims.innovation_code, claims.place
ORDER BY claims.row_number
LIMIT :listed
