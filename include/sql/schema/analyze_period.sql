-- warehouse.analyze_period(period): lets the planner know what was just added to a period's lines.
-- The loader may call it within its transaction; it runs as the owner.
CREATE FUNCTION warehouse.analyze_period(period text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
    IF period !~ '^[0-9]{4}-[0-9]{2}-Q[1-4]$' THEN
        RAISE EXCEPTION 'not a reporting period: %', period;
    END IF;
    EXECUTE format(
        'ANALYZE warehouse.%I (reporting_period, submission_id, network_code, innovation_code, location)',
        'adoption_line_' || lower(replace(period, '-', '_'))
    );
END
$$;
COMMENT ON FUNCTION warehouse.analyze_period(text) IS 'Lets the planner know what was just added to a period''s lines.';
REVOKE ALL ON FUNCTION warehouse.analyze_period(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION warehouse.analyze_period(text) TO adoption_loader;
