-- How many rows of network_adoption change, and about how many there are. One row.
SELECT
    (SELECT count(*) FROM adoption_change) AS changes_count,
    (
        SELECT greatest(reltuples, 0) FROM pg_class
        WHERE oid = CAST('network_adoption' AS regclass)
    ) AS rows_count
