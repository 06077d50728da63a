-- Whether any version of the registry has an innovation: a row if so.
SELECT DISTINCT innovation_code
FROM innovation
WHERE innovation_code = :code
