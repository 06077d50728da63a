-- Everything that speaks is to be counted anew.
INSERT INTO touched_source (network_code, reporting_period, dataset)
SELECT
    network_code,
    reporting_period,
    dataset
FROM speaking
ON CONFLICT DO NOTHING
