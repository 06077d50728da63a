-- The least that each role needs: the loader adds lines and never changes them, the reader reads marts.
REVOKE ALL ON SCHEMA public FROM PUBLIC;

GRANT USAGE ON SCHEMA public TO adoption_loader;
GRANT SELECT ON public.alembic_version TO adoption_loader;
GRANT USAGE ON SCHEMA reference, intake, warehouse, totals, marts TO adoption_loader;
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA reference, intake, warehouse TO adoption_loader;
GRANT UPDATE ON ALL TABLES IN SCHEMA reference TO adoption_loader;
GRANT UPDATE ON
intake.submission, intake.outbox, intake.current_submission, intake.lake_partition, intake.mend
TO adoption_loader;
GRANT DELETE ON intake.current_submission TO adoption_loader;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, MAINTAIN ON ALL TABLES IN SCHEMA totals, marts TO adoption_loader;

GRANT USAGE ON SCHEMA marts TO adoption_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA marts TO adoption_reader;

DO $$
BEGIN
    -- The loader makes temporary tables to compute totals as of a past moment.
    EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO adoption_loader', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO adoption_reader', current_database());
END
$$;
