-- totals.counted_source: from now on the touched sources are counted by what they say now.
INSERT INTO counted_source (reporting_period, network_code, submission_id, lines_of, registry_version, refreshed_at)
SELECT
    touched.reporting_period,
    touched.network_code,
    speaking.submission_id,
    speaking.lines_of,
    :registry_version,
    :moment
FROM touched_source AS touched
INNER JOIN speaking
    ON
        touched.reporting_period = speaking.reporting_period
        AND touched.network_code = speaking.network_code
        AND touched.dataset = speaking.dataset
WHERE touched.dataset = 'adoptions'
