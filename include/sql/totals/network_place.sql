-- totals.network_place and totals.network_innovation: add up what changed; what becomes nothing is forgotten.
INSERT INTO network_place AS held (place, reporting_period, network_code, reported_count, adopted_count)
SELECT
    place,
    reporting_period,
    network_code,
    sum(CAST(is_reported AS integer) - CAST(was_reported AS integer)),
    sum(CAST(is_adopted AS integer) - CAST(was_adopted AS integer))
FROM claim_change
WHERE was_reported <> is_reported OR was_adopted <> is_adopted
GROUP BY place, reporting_period, network_code
ON CONFLICT (place, reporting_period, network_code) DO UPDATE SET
    reported_count = held.reported_count + excluded.reported_count,
    adopted_count = held.adopted_count + excluded.adopted_count;
DELETE FROM network_place AS held
USING claim_change AS change
WHERE
    change.place = held.place
    AND change.reporting_period = held.reporting_period
    AND change.network_code = held.network_code
    AND NOT change.is_reported
    AND held.reported_count = 0;
INSERT INTO network_innovation AS held (innovation_code, reporting_period, network_code, adopted_count)
SELECT
    innovation_code,
    reporting_period,
    network_code,
    sum(CAST(is_adopted AS integer) - CAST(was_adopted AS integer))
FROM claim_change
WHERE was_adopted <> is_adopted
GROUP BY innovation_code, reporting_period, network_code
ON CONFLICT (innovation_code, reporting_period, network_code) DO UPDATE SET
    adopted_count = held.adopted_count + excluded.adopted_count;
DELETE FROM network_innovation AS held
USING claim_change AS change
WHERE
    change.innovation_code = held.innovation_code
    AND change.reporting_period = held.reporting_period
    AND change.network_code = held.network_code
    AND NOT change.is_adopted
    AND held.adopted_count = 0
