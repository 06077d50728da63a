-- The three roles of one database server. Run by its administrator; running it again sets the passwords anew.
-- Settings adoption.owner_password, adoption.loader_password and adoption.reader_password carry the secrets.
DO $$
DECLARE
    role_name text;
BEGIN
    FOREACH role_name IN ARRAY ARRAY['owner', 'loader', 'reader'] LOOP
        IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'adoption_' || role_name) THEN
            EXECUTE format('CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE', 'adoption_' || role_name);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I LOGIN PASSWORD %L',
            'adoption_' || role_name, current_setting('adoption.' || role_name || '_password')
        );
    END LOOP;
END
$$;
