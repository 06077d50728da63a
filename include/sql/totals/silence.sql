-- Lets nobody speak for these networks and periods, until the caller says who does.
DELETE FROM speaking
USING
    unnest(
        CAST(:network_codes AS text[]),
        CAST(:reporting_periods AS text[])
    ) AS place (network_code, reporting_period)
WHERE
    place.network_code = speaking.network_code
    AND place.reporting_period = speaking.reporting_period
