-- W08: adoptions that another network reports for the same period too. Grain: one line.
-- Grouped, not joined: the planner knows nothing yet of lines added in this transaction.
WITH claims AS (
    SELECT
        line.row_number,
        line.innovation_code,
        coalesce(resolved.place, line.location) AS place,
        CAST(NULL AS text) AS network_code
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
    UNION ALL
    SELECT
        CAST(NULL AS bigint) AS row_number,
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
        AND speaks.dataset = 'adoptions'
        AND speaks.network_code <> :network_code
        AND line.adoption_status = 'adopted'
),

shared AS (
    SELECT
        innovation_code,
        place,
        array_agg(row_number) FILTER (WHERE row_number IS NOT NULL) AS row_numbers,
        array_agg(DISTINCT network_code ORDER BY network_code) FILTER (WHERE network_code IS NOT NULL) AS networks
    FROM claims
    GROUP BY innovation_code, place
    HAVING count(row_number) > 0 AND count(network_code) > 0
)

SELECT
    mine.row_number,
    shared.innovation_code,
    shared.place,
    shared.networks,
    count(*) OVER () AS found
FROM shared
CROSS JOIN LATERAL unnest(shared.row_numbers) AS mine (row_number)
ORDER BY mine.row_number
LIMIT :listed
