-- For live locations: a line counts only if no later period has one about the same place and innovation.
UPDATE explained AS earlier
SET counts = FALSE, reason = 'superseded'
FROM (
    SELECT
        place,
        innovation_code,
        max(reporting_period) AS reporting_period
    FROM explained
    WHERE counts OR reason = 'status not adopted'
    GROUP BY place, innovation_code
) AS latest
WHERE
    (earlier.counts OR earlier.reason = 'status not adopted')
    AND latest.place = earlier.place
    AND latest.innovation_code = earlier.innovation_code
    AND latest.reporting_period > earlier.reporting_period
