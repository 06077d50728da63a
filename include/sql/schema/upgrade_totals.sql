-- Tables and an index of totals, marts and lines as they were before; the totals are to be made anew.
DROP TABLE IF EXISTS totals.network_adoption, totals.first_adoption, totals.live_step;
DROP INDEX IF EXISTS warehouse.adoption_line_innovation_code_idx;
CREATE INDEX IF NOT EXISTS adoption_line_innovation_code_location_idx
ON warehouse.adoption_line (innovation_code, location);
DELETE FROM totals.movement;
DO $$
BEGIN
    -- On a new database it is a view already.
    IF (SELECT relkind FROM pg_class WHERE oid = to_regclass('marts.fact_adoption')) = 'p' THEN
        DROP TABLE marts.fact_adoption;
    END IF;
END
$$;
