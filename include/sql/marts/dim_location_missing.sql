-- marts.dim_location: places in the touched lines that the registry does not have. Grain: one place.
INSERT INTO dim_location (location_key, place, location_name, postcode, is_superseded, refreshed_at)
SELECT
    (SELECT coalesce(max(known.location_key), 0) FROM dim_location AS known)
    + row_number() OVER (ORDER BY reported.place COLLATE "C"),
    reported.place,
    CASE
        WHEN reported.place LIKE 'LOC:%' THEN regexp_replace(reported.place, '^LOC[:][^:]*[:]', '')
        ELSE reported.place
    END,
    CASE WHEN reported.place LIKE 'LOC:%' THEN split_part(reported.place, ':', 2) END,
    FALSE,
    :moment
FROM (
    SELECT DISTINCT place FROM claim_sum
    WHERE place IS NOT NULL AND reported_count > 0
) AS reported
LEFT JOIN dim_location ON reported.place = dim_location.place
WHERE dim_location.location_key IS NULL
