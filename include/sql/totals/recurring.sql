-- The changing adoptions of which there is more than one claim, ever. Grain: one place and innovation.
-- Most have one: what that comes to needs no order of periods and networks.
INSERT INTO recurring (place, innovation_code)
SELECT
    place,
    innovation_code
FROM other_claim
UNION
SELECT
    place,
    innovation_code
FROM claim_change
WHERE (
    SELECT count(*) > 1 FROM touched_source
    WHERE dataset = 'adoptions'
)
GROUP BY place, innovation_code
HAVING count(*) > 1
