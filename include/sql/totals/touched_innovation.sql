-- All innovations, if the first or last period changed: each of them is then shown anew.
INSERT INTO touched_innovation (innovation_code)
SELECT DISTINCT innovation_code
FROM figure
WHERE :has_other_periods AND innovation_code <> ''
ON CONFLICT DO NOTHING
