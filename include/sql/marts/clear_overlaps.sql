-- Forgets the overlaps that may have changed.
DELETE FROM "overlaps" AS shown
USING adoption_change AS change
WHERE
    shown.dataset = 'adoptions'
    AND change.reporting_period = shown.reporting_period
    AND change.place = shown.place
    AND change.innovation_code = shown.innovation_code;
DELETE FROM "overlaps" AS shown
USING deal_change AS change
WHERE
    shown.dataset = 'economic_impact'
    AND change.reporting_period = shown.reporting_period
    AND change.deal_reference = shown.deal_reference
