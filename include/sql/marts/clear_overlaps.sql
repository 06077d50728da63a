-- Forgets the overlaps that may have changed.
DELETE FROM "overlaps" AS shown
USING touched_claim AS claim
WHERE
    shown.dataset = 'adoptions'
    AND claim.reporting_period = shown.reporting_period
    AND claim.place = shown.place
    AND claim.innovation_code = shown.innovation_code;
DELETE FROM "overlaps" AS shown
USING deal_change AS change
WHERE
    shown.dataset = 'economic_impact'
    AND change.reporting_period = shown.reporting_period
    AND change.deal_reference = shown.deal_reference
