-- totals.first_adoption, where it may have changed. Grain: one place, innovation and network.
-- In the order of its index: a million rows put in at random took four times as long.
INSERT INTO first_adoption (place, innovation_code, network_code, reporting_period)
SELECT
    place,
    innovation_code,
    scope,
    min(reporting_period)
FROM status_history
WHERE is_adopted AND scope <> 'national'
GROUP BY place, innovation_code, scope
ORDER BY place, innovation_code, scope
