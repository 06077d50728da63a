-- Forgets them.
DROP TABLE IF EXISTS pg_temp.candidate_adoption_line;
DROP TABLE IF EXISTS pg_temp.candidate_economic_impact_line
