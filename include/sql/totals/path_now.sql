-- The present: unqualified names mean the kept tables, and what this transaction works with comes last.
SET LOCAL search_path = totals, marts, intake, warehouse, reference, pg_temp
