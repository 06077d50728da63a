-- Makes the partitions of a reporting period where they are missing.
SELECT warehouse.ensure_period(:reporting_period)
