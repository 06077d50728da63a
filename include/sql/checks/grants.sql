-- What the loader and the reader may do that they should not, or may not and should. Grain: one thing, in words.
-- Repeats schema/grants.sql as a question: the loader adds lines and never changes them, the reader reads marts.
WITH relation AS (
    SELECT
        pg_class.oid,
        pg_namespace.nspname AS schema_name,
        pg_namespace.nspname || '.' || pg_class.relname AS name
    FROM pg_class
    INNER JOIN pg_namespace ON pg_class.relnamespace = pg_namespace.oid
    WHERE
        pg_namespace.nspname IN ('reference', 'intake', 'warehouse', 'totals', 'marts')
        AND pg_class.relkind IN ('r', 'p', 'v')
        AND NOT pg_class.relispartition
),

privilege AS (
    SELECT
        relation.oid,
        relation.schema_name,
        relation.name,
        asked.word
    FROM relation
    CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) AS asked (word)
),

held AS (
    SELECT
        'adoption_loader' AS role_name,
        name,
        word,
        has_table_privilege('adoption_loader', oid, word) AS is_held,
        word IN ('SELECT', 'INSERT')
        OR schema_name IN ('totals', 'marts')
        OR (schema_name = 'reference' AND word = 'UPDATE')
        OR (name = 'intake.current_submission' AND word IN ('UPDATE', 'DELETE'))
        OR (
            name IN ('intake.submission', 'intake.outbox', 'intake.lake_partition', 'intake.mend') AND word = 'UPDATE'
        ) AS is_needed
    FROM privilege
    UNION ALL
    SELECT
        'adoption_reader' AS role_name,
        name,
        word,
        has_table_privilege('adoption_reader', oid, word) AS is_held,
        schema_name = 'marts' AND word = 'SELECT' AS is_needed
    FROM privilege
)

SELECT role_name || CASE WHEN is_held THEN ' may ' ELSE ' may not ' END || word || ' ' || name AS wrong
FROM held
WHERE is_held <> is_needed
UNION ALL
SELECT rolname || ' may do what administrators do'
FROM pg_roles
WHERE
    rolname IN ('adoption_owner', 'adoption_loader', 'adoption_reader')
    AND (rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication)
ORDER BY wrong
