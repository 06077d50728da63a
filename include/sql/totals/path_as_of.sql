-- A past moment: unqualified names mean this transaction's own tables first.
SET LOCAL search_path = pg_temp, totals, marts, intake, warehouse, reference
