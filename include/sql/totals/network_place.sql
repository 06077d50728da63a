-- totals.network_place and totals.network_innovation: add up what changed; what becomes nothing is forgotten.
INSERT INTO network_place AS held (place, reporting_period, network_code, reported_count, adopted_count)
SELECT
    place,
    reporting_period,
    network_code,
    sum(reported_count - was_reported_count),
    sum(adopted_count - was_adopted_count)
FROM claim_sum
WHERE place IS NOT NULL
GROUP BY place, reporting_period, network_code
ON CONFLICT (place, reporting_period, network_code) DO UPDATE SET
    reported_count = held.reported_count + excluded.reported_count,
    adopted_count = held.adopted_count + excluded.adopted_count;
DELETE FROM network_place AS held
USING claim_sum AS change
WHERE
    change.place = held.place
    AND change.reporting_period = held.reporting_period
    AND change.network_code = held.network_code
    AND held.reported_count = 0;
INSERT INTO network_innovation AS held (innovation_code, reporting_period, network_code, adopted_count)
SELECT
    innovation_code,
    reporting_period,
    network_code,
    sum(adopted_count - was_adopted_count)
FROM claim_sum
WHERE innovation_code IS NOT NULL
GROUP BY innovation_code, reporting_period, network_code
ON CONFLICT (innovation_code, reporting_period, network_code) DO UPDATE SET
    adopted_count = held.adopted_count + excluded.adopted_count;
DELETE FROM network_innovation AS held
USING claim_sum AS change
WHERE
    change.innovation_code = held.innovation_code
    AND change.reporting_period = held.reporting_period
    AND change.network_code = held.network_code
    AND held.adopted_count = 0
