-- The last moment up to a given one at which everything was shown, if what was shown then was kept. At most one row.
SELECT
    shown_at,
    registry_version
FROM totals.shown_moment
WHERE
    shown_at <= :moment
    AND shown_at >= (SELECT min(kept.shown_from) FROM marts.national_totals_history AS kept)
ORDER BY shown_at DESC
LIMIT 1
