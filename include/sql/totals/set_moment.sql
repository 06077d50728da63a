-- The moment that this transaction's views of the past are of.
SELECT set_config('adoption.moment', CAST(CAST(:moment AS timestamptz) AS text), TRUE)
