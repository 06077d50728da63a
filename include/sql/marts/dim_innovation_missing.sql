-- marts.dim_innovation: innovations in the touched lines that the registry no longer has. Grain: one innovation.
INSERT INTO dim_innovation (innovation_key, innovation_code, innovation_name, description, refreshed_at)
SELECT
    (SELECT coalesce(max(known.innovation_key), 0) FROM dim_innovation AS known)
    + row_number() OVER (ORDER BY reported.innovation_code COLLATE "C"),
    reported.innovation_code,
    reported.innovation_code AS innovation_name,
    '',
    :moment
FROM (
    SELECT innovation_code FROM claim_sum
    WHERE innovation_code IS NOT NULL AND reported_count > 0
    UNION
    SELECT innovation_code FROM fresh_deal
) AS reported
LEFT JOIN dim_innovation ON reported.innovation_code = dim_innovation.innovation_code
WHERE dim_innovation.innovation_key IS NULL
