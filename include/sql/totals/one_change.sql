-- Empties what one change is worked out in.
TRUNCATE
pg_temp.touched_source,
pg_temp.claim_change,
pg_temp.other_source,
pg_temp.asked_location,
pg_temp.other_claim,
pg_temp.recurring,
pg_temp.contested,
pg_temp.contested_change,
pg_temp.claim_sum,
pg_temp.step_change,
pg_temp.fresh_deal,
pg_temp.deal_change,
pg_temp.figure_change
