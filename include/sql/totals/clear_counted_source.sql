-- Forgets what the touched sources were counted by.
DELETE FROM counted_source AS counted
USING touched_source AS touched
WHERE
    touched.dataset = 'adoptions'
    AND touched.reporting_period = counted.reporting_period
    AND touched.network_code = counted.network_code
