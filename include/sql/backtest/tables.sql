-- The lines that changed rules or another registry would accept; this session's own, until it ends.
DROP TABLE IF EXISTS pg_temp.candidate_adoption_line;
DROP TABLE IF EXISTS pg_temp.candidate_economic_impact_line;
CREATE TEMPORARY TABLE candidate_adoption_line (LIKE warehouse.adoption_line);
CREATE TEMPORARY TABLE candidate_economic_impact_line (LIKE warehouse.economic_impact_line)
