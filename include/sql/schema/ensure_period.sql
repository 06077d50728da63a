-- warehouse.ensure_period(period): makes the partitions of a reporting period where they are missing.
-- The loader may call it; it runs as the owner. A partition is attached, so readers are not locked out.
CREATE OR REPLACE FUNCTION warehouse.ensure_period(period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    parent record;
    partition_name text;
BEGIN
    IF period !~ '^[0-9]{4}-[0-9]{2}-Q[1-4]$' THEN
        RAISE EXCEPTION 'not a reporting period: %', period;
    END IF;
    FOR parent IN
        SELECT n.nspname AS schema_name, c.relname AS table_name
        FROM pg_partitioned_table AS p
        INNER JOIN pg_class AS c ON p.partrelid = c.oid
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        WHERE p.partstrat = 'l' AND n.nspname IN ('warehouse', 'totals', 'marts')
        ORDER BY 1, 2
    LOOP
        partition_name := parent.table_name || '_' || lower(replace(period, '-', '_'));
        CONTINUE WHEN to_regclass(format('%I.%I', parent.schema_name, partition_name)) IS NOT NULL;
        PERFORM pg_advisory_xact_lock(hashtext('warehouse.ensure_period'));
        -- Asked of the catalogue itself: to_regclass may still remember what was missing before we waited.
        CONTINUE WHEN EXISTS (
            SELECT 1
            FROM pg_class AS made
            WHERE made.relname = partition_name AND made.relnamespace = to_regnamespace(parent.schema_name)
        );
        EXECUTE format(
            'CREATE TABLE %1$I.%2$I (LIKE %1$I.%3$I INCLUDING ALL)',
            parent.schema_name, partition_name, parent.table_name
        );
        EXECUTE format(
            'ALTER TABLE %1$I.%3$I ATTACH PARTITION %1$I.%2$I FOR VALUES IN (%4$L)',
            parent.schema_name, partition_name, parent.table_name, period
        );
    END LOOP;
END
$$;
COMMENT ON FUNCTION warehouse.ensure_period(text) IS 'Makes the partitions of a reporting period where they are missing.';
REVOKE ALL ON FUNCTION warehouse.ensure_period(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION warehouse.ensure_period(text) TO adoption_loader;
