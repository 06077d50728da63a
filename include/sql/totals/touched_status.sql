-- Where a status changes, or a network starts or ceases to report. Grain: one period, place, innovation and network.
INSERT INTO touched_status (reporting_period, place, innovation_code, network_code)
SELECT
    reporting_period,
    place,
    innovation_code,
    network_code
FROM adoption_change
GROUP BY reporting_period, place, innovation_code, network_code
HAVING sum(sign) <> 0 OR sum(CASE WHEN is_adopted THEN sign ELSE 0 END) <> 0
