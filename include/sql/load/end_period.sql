-- Makes the table apart the partition of its period.
SELECT warehouse.end_period(:reporting_period)
