-- What all changes touched: rows that went at any time, and rows that came and are there.
INSERT INTO adoption_change
SELECT * FROM past_adoption_change
WHERE sign = -1;
INSERT INTO adoption_change
SELECT
    1 AS sign,
    adoption.*
FROM (
    SELECT DISTINCT
        reporting_period,
        place,
        innovation_code,
        network_code
    FROM past_adoption_change
    WHERE sign = 1
) AS come
INNER JOIN network_adoption AS adoption
    ON
        come.reporting_period = adoption.reporting_period
        AND come.place = adoption.place
        AND come.innovation_code = adoption.innovation_code
        AND come.network_code = adoption.network_code;
INSERT INTO deal_change
SELECT * FROM past_deal_change
WHERE sign = -1;
INSERT INTO deal_change
SELECT
    1 AS sign,
    deal.*
FROM (
    SELECT DISTINCT
        reporting_period,
        deal_reference,
        network_code
    FROM past_deal_change
    WHERE sign = 1
) AS come
INNER JOIN network_deal AS deal
    ON
        come.reporting_period = deal.reporting_period
        AND come.deal_reference = deal.deal_reference
        AND come.network_code = deal.network_code
