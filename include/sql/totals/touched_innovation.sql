-- Innovations whose figures changed; all of them if the first or last period did.
INSERT INTO touched_innovation (innovation_code)
SELECT innovation_code FROM adoption_change
UNION
SELECT innovation_code FROM deal_change
UNION
SELECT innovation_code FROM figure
WHERE :has_other_periods AND innovation_code <> ''
