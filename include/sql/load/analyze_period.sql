-- Lets the planner know what was just added to a period's lines: it would join a million of them in a loop.
SELECT warehouse.analyze_period(:reporting_period)
