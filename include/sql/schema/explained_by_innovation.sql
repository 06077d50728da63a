-- Indexes by which one innovation's lines are found, on line tables made before they were described.
CREATE INDEX IF NOT EXISTS adoption_line_innovation_code_idx
ON warehouse.adoption_line (innovation_code);
CREATE INDEX IF NOT EXISTS economic_impact_line_innovation_code_idx
ON warehouse.economic_impact_line (innovation_code);
