-- What the largest tables take with their indexes, partitions together, in MB. Grain: one table.
SELECT
    whole.table_name,
    sum(whole.table_bytes) / 1000000 AS table_mb,
    sum(whole.index_bytes) / 1000000 AS index_mb
FROM (
    SELECT
        namespace.nspname || '.' || coalesce(parent.relname, kept.relname) AS table_name,
        pg_relation_size(kept.oid) AS table_bytes,
        pg_indexes_size(kept.oid) AS index_bytes
    FROM pg_class AS kept
    INNER JOIN pg_namespace AS namespace ON kept.relnamespace = namespace.oid
    LEFT JOIN pg_inherits AS part ON kept.oid = part.inhrelid
    LEFT JOIN pg_class AS parent ON part.inhparent = parent.oid
    WHERE kept.relkind = 'r' AND namespace.nspname IN ('intake', 'warehouse', 'totals', 'marts')
) AS whole
GROUP BY whole.table_name
HAVING sum(whole.table_bytes) > 1000000
ORDER BY sum(whole.table_bytes) + sum(whole.index_bytes) DESC
