-- Takes out the rows of network_deal that go.
DELETE FROM network_deal AS deal
USING deal_change AS change
WHERE
    change.sign = -1
    AND change.reporting_period = deal.reporting_period
    AND change.deal_reference = deal.deal_reference
    AND change.network_code = deal.network_code
