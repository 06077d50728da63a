-- W02: lines whose beneficiaries are far above the latest earlier figure of the same key. Grain: one line.
WITH candidates AS (
    SELECT
        row_number,
        innovation_code,
        location,
        beneficiaries_count
    FROM warehouse.adoption_line
    WHERE
        reporting_period = :reporting_period
        AND submission_id = :submission_id
        AND beneficiaries_count > :jump_from
),

earlier AS (
    SELECT DISTINCT ON (line.innovation_code, line.location)
        line.innovation_code,
        line.location,
        line.reporting_period,
        line.beneficiaries_count
    FROM intake.current_submission AS speaks
    INNER JOIN warehouse.adoption_line AS line
        ON speaks.reporting_period = line.reporting_period AND speaks.lines_of = line.submission_id
    INNER JOIN candidates
        ON line.innovation_code = candidates.innovation_code AND line.location = candidates.location
    WHERE
        speaks.network_code = :network_code
        AND speaks.dataset = 'adoptions'
        AND speaks.reporting_period < :reporting_period
        AND line.beneficiaries_count > 0
    ORDER BY line.innovation_code ASC, line.location ASC, line.reporting_period DESC
)

SELECT
    candidates.row_number,
    'beneficiaries_count' AS column_name,
    CAST(candidates.beneficiaries_count AS numeric) AS value,
    CAST(earlier.beneficiaries_count AS numeric) AS earlier_value,
    earlier.reporting_period AS earlier_period,
    count(*) OVER () AS found
FROM candidates
INNER JOIN earlier USING (innovation_code, location)
WHERE candidates.beneficiaries_count > :jump_factor * earlier.beneficiaries_count
ORDER BY candidates.row_number
LIMIT :listed
