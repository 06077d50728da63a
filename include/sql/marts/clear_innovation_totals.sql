-- Forgets what is made anew of the touched innovations: the touched periods and those after them.
DELETE FROM innovation_totals
USING touched_innovation AS touched
WHERE
    touched.innovation_code = innovation_totals.innovation_code
    AND innovation_totals.reporting_period >= :from_period
