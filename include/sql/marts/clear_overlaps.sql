-- Forgets the overlaps that may have changed.
DELETE FROM overlaps
USING adoption_change AS change
WHERE
    overlaps.dataset = 'adoptions'
    AND change.reporting_period = overlaps.reporting_period
    AND change.place = overlaps.place
    AND change.innovation_code = overlaps.innovation_code;
DELETE FROM overlaps
USING deal_change AS change
WHERE
    overlaps.dataset = 'economic_impact'
    AND change.reporting_period = overlaps.reporting_period
    AND change.deal_reference = overlaps.deal_reference
