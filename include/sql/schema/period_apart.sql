-- warehouse.begin_period(period), warehouse.end_period(period): a period's first large file is added to a table apart,
-- which becomes the period's partition within the same transaction. Its indexes are then made at once, in parallel,
-- instead of line by line, which takes most of the time of adding a million lines.
-- The loader may call them; they run as the owner.
CREATE FUNCTION warehouse.begin_period(period text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    partition_name text;
BEGIN
    IF period !~ '^[0-9]{4}-[0-9]{2}-Q[1-4]$' THEN
        RAISE EXCEPTION 'not a reporting period: %', period;
    END IF;
    partition_name := 'adoption_line_' || lower(replace(period, '-', '_'));
    IF to_regclass(format('warehouse.%I', partition_name)) IS NULL THEN
        -- Until our transaction ends, whoever misses a partition waits in ensure_period.
        PERFORM pg_advisory_xact_lock(hashtext('warehouse.ensure_period'));
    END IF;
    -- Asked of the catalogue itself: to_regclass may still remember what was missing before we waited.
    IF EXISTS (
        SELECT 1
        FROM pg_class AS made
        WHERE made.relname = partition_name AND made.relnamespace = to_regnamespace('warehouse')
    ) THEN
        PERFORM warehouse.ensure_period(period);
        RETURN FALSE;
    END IF;
    CREATE TABLE warehouse.adoption_line_apart (LIKE warehouse.adoption_line INCLUDING ALL EXCLUDING INDEXES);
    GRANT INSERT ON warehouse.adoption_line_apart TO adoption_loader;
    RETURN TRUE;
END
$$;

CREATE FUNCTION warehouse.end_period(period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    partition_name text;
BEGIN
    IF period !~ '^[0-9]{4}-[0-9]{2}-Q[1-4]$' THEN
        RAISE EXCEPTION 'not a reporting period: %', period;
    END IF;
    partition_name := 'adoption_line_' || lower(replace(period, '-', '_'));
    REVOKE ALL ON warehouse.adoption_line_apart FROM adoption_loader;
    EXECUTE format('ALTER TABLE warehouse.adoption_line_apart RENAME TO %I', partition_name);
    -- Makes every index and key of the parent, and looks whether each line is of the period.
    EXECUTE format(
        'ALTER TABLE warehouse.adoption_line ATTACH PARTITION warehouse.%I FOR VALUES IN (%L)',
        partition_name, period
    );
    PERFORM warehouse.ensure_period(period);
END
$$;
COMMENT ON FUNCTION warehouse.begin_period(text) IS 'Makes a table apart for the first lines of a period; false where it has its partitions.';
COMMENT ON FUNCTION warehouse.end_period(text) IS 'Makes the table apart the partition of a period.';
REVOKE ALL ON FUNCTION warehouse.begin_period(text), warehouse.end_period(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION warehouse.begin_period(text), warehouse.end_period(text) TO adoption_loader;
