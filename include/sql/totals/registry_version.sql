-- The newest registry version recorded by a moment; 0: none.
SELECT coalesce(max(registry_version), 0) AS registry_version
FROM reference.registry_version
WHERE recorded_at <= :moment
