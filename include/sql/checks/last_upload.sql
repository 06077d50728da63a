-- The number of the latest upload; 0 before the first. One row.
SELECT coalesce(max(upload_id), 0) AS upload_id
FROM intake.upload
