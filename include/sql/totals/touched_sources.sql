-- The sources whose lines may have changed. Grain: one network, period and dataset.
SELECT
    network_code,
    reporting_period,
    dataset
FROM touched_source
