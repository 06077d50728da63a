-- Makes a table apart for the first lines of a period; where it has a partition, all that it is to have.
SELECT warehouse.begin_period(:reporting_period) AS is_apart
