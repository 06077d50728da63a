-- W08: deals that another network reports for the same period too. Grain: one line.
SELECT
    mine.row_number,
    mine.deal_reference,
    array_agg(DISTINCT theirs.network_code ORDER BY theirs.network_code) AS networks,
    count(*) OVER () AS found
FROM warehouse.economic_impact_line AS mine
INNER JOIN warehouse.economic_impact_line AS theirs
    ON
        mine.reporting_period = theirs.reporting_period
        AND mine.deal_reference = theirs.deal_reference
        AND mine.network_code <> theirs.network_code
INNER JOIN intake.current_submission AS speaks
    ON
        theirs.reporting_period = speaks.reporting_period
        AND theirs.submission_id = speaks.lines_of
        AND speaks.dataset = 'economic_impact'
WHERE mine.reporting_period = :reporting_period AND mine.submission_id = :submission_id
GROUP BY mine.row_number, mine.deal_reference
ORDER BY mine.row_number
LIMIT :listed
