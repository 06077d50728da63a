-- What a network's adoptions are carried over from: the current lines of its latest earlier period that has any.
-- Grain: one line that has not stopped, in the order of its file. Notes stay where they are.
WITH last_report AS (
    SELECT
        reporting_period,
        lines_of
    FROM intake.current_submission
    WHERE
        network_code = :network_code
        AND reporting_period < :before
        AND dataset = 'adoptions'
        AND NOT is_nil
    ORDER BY reporting_period DESC
    LIMIT 1
)

SELECT
    line.reporting_period,
    line.innovation_code,
    line.location_code,
    line.location_name,
    line.location_postcode,
    line.adoption_status,
    line.adopted_date,
    line.benefit_basis
FROM last_report
INNER JOIN warehouse.adoption_line AS line
    ON
        last_report.reporting_period = line.reporting_period
        AND last_report.lines_of = line.submission_id
WHERE line.adoption_status <> 'stopped'
ORDER BY line.row_number
