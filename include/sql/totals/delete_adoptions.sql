-- Takes out the rows of network_adoption that go.
DELETE FROM network_adoption AS adoption
USING adoption_change AS change
WHERE
    change.sign = -1
    AND change.reporting_period = adoption.reporting_period
    AND change.place = adoption.place
    AND change.innovation_code = adoption.innovation_code
    AND change.network_code = adoption.network_code
