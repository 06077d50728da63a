-- What time the database has. One row.
SELECT clock_timestamp() AS says
