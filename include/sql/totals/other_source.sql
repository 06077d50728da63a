-- Whose adoptions may stand beside those that change: every counted source that said something before.
-- What is new says nothing that does not change. Grain: one network and period.
INSERT INTO other_source (reporting_period, network_code, lines_of, registry_version)
SELECT
    counted.reporting_period,
    counted.network_code,
    coalesce(speaking.lines_of, counted.lines_of),
    CASE WHEN touched.network_code IS NULL THEN counted.registry_version ELSE :registry_version END
FROM counted_source AS counted
LEFT JOIN touched_source AS touched
    ON
        counted.reporting_period = touched.reporting_period
        AND counted.network_code = touched.network_code
        AND touched.dataset = 'adoptions'
LEFT JOIN speaking
    ON
        touched.reporting_period = speaking.reporting_period
        AND touched.network_code = speaking.network_code
        AND touched.dataset = speaking.dataset
WHERE touched.network_code IS NULL OR speaking.lines_of IS NOT NULL
