-- Whether any version of the registry has a network: a row if so.
SELECT DISTINCT network_code
FROM network
WHERE network_code = :code
