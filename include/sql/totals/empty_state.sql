-- Forgets everything that a rebuild makes anew.
TRUNCATE
totals.counted_source,
totals.shared_adoption,
totals.network_place,
totals.network_innovation,
totals.network_deal,
totals.place_step,
totals.figure,
totals.movement;
DELETE FROM marts.innovation_totals;
DELETE FROM marts."overlaps";
DELETE FROM marts.held_rows_summary;
DELETE FROM marts.fact_economic_impact
