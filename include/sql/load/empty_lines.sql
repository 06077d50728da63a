-- Forgets every line, for a rebuild that reads them again; by the owner alone. Whoever adds or reads lines waits.
TRUNCATE warehouse.adoption_line, warehouse.economic_impact_line
