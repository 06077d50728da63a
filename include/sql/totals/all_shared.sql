-- What a rebuild has to show as overlaps: every shared adoption and deal.
INSERT INTO adoption_change
SELECT
    1 AS sign,
    adoption.*
FROM network_adoption AS adoption
WHERE adoption.networks_count > 1;
INSERT INTO deal_change
SELECT
    1 AS sign,
    deal.*
FROM network_deal AS deal
WHERE deal.networks_count > 1
