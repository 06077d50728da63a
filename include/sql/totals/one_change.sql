-- Empties what one change is worked out in.
TRUNCATE
pg_temp.touched_source,
pg_temp.fresh_adoption,
pg_temp.touched_adoption,
pg_temp.adoption_change,
pg_temp.touched_status,
pg_temp.status_history,
pg_temp.step_change,
pg_temp.fresh_deal,
pg_temp.deal_change,
pg_temp.figure_change
