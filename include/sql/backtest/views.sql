-- For the totals of a back-test the lines are those of the warehouse and the candidates'.
CREATE TEMPORARY VIEW adoption_line AS
SELECT * FROM warehouse.adoption_line
UNION ALL
SELECT * FROM pg_temp.candidate_adoption_line;
CREATE TEMPORARY VIEW economic_impact_line AS
SELECT * FROM warehouse.economic_impact_line
UNION ALL
SELECT * FROM pg_temp.candidate_economic_impact_line;
ANALYZE candidate_adoption_line, candidate_economic_impact_line
