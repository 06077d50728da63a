-- These sources are to be counted anew.
INSERT INTO touched_source (network_code, reporting_period, dataset)
SELECT
    source.network_code,
    source.reporting_period,
    source.dataset
FROM
    unnest(
        CAST(:network_codes AS text[]),
        CAST(:reporting_periods AS text[]),
        CAST(:datasets AS text[])
    ) AS source (network_code, reporting_period, dataset)
ON CONFLICT DO NOTHING
