-- Forgets everything that a rebuild makes anew.
TRUNCATE
totals.network_adoption,
totals.network_deal,
totals.first_adoption,
totals.live_step,
totals.place_step,
totals.figure,
totals.movement;
DELETE FROM marts.innovation_totals;
DELETE FROM marts."overlaps";
DELETE FROM marts.held_rows_summary;
DELETE FROM marts.fact_adoption;
DELETE FROM marts.fact_economic_impact
