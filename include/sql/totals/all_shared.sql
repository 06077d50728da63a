-- What a rebuild has to show as overlaps: every shared deal.
INSERT INTO deal_change
SELECT
    1 AS sign,
    deal.*
FROM network_deal AS deal
WHERE deal.networks_count > 1
