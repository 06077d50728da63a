-- How many rows of network_adoption change. One row.
SELECT count(*) AS changes_count
FROM adoption_change
