-- How many submissions were registered under each prefix. Grain: one prefix.
SELECT
    prefix,
    count(*) AS registrations
FROM intake.submission
WHERE prefix = any(CAST(:prefixes AS text[]))
GROUP BY prefix
