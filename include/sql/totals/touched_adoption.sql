-- What the touched sources say or said. Grain: one period, place and innovation.
INSERT INTO touched_adoption (reporting_period, place, innovation_code)
SELECT
    reporting_period,
    place,
    innovation_code
FROM fresh_adoption
UNION
SELECT
    adoption.reporting_period,
    adoption.place,
    adoption.innovation_code
FROM touched_source AS source
INNER JOIN network_adoption AS adoption
    ON source.reporting_period = adoption.reporting_period AND source.network_code = adoption.network_code
WHERE source.dataset = 'adoptions'
