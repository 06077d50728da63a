-- The deals that all changes touched: rows that went at any time, and rows that came and are there.
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
