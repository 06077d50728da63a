-- Forgets the marts that every refresh makes anew, and what it makes anew of the touched innovations.
DELETE FROM national_totals;
DELETE FROM network_totals;
DELETE FROM reconciliation_ladder;
DELETE FROM innovation_totals
USING touched_innovation AS touched
WHERE touched.innovation_code = innovation_totals.innovation_code
