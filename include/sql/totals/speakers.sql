-- Who speaks. Grain: one network, period and dataset.
SELECT
    network_code,
    reporting_period,
    dataset,
    submission_id,
    lines_of,
    is_nil
FROM speaking
