-- What this refresh touched, all its changes together, for the marts that follow.
INSERT INTO touched_innovation (innovation_code)
SELECT innovation_code FROM claim_sum
WHERE innovation_code IS NOT NULL
UNION
SELECT innovation_code FROM contested_change
UNION
SELECT innovation_code FROM deal_change
ON CONFLICT DO NOTHING;
INSERT INTO touched_claim (reporting_period, place, innovation_code, network_code)
SELECT
    reporting_period,
    place,
    innovation_code,
    network_code
FROM contested_change
ON CONFLICT DO NOTHING
