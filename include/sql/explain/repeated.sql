-- Further copies of rows that count once, where the receipt lists them. Grain: one row.
INSERT INTO explained (counts, reason, network_code, reporting_period, submission_id, sheet, row_number)
SELECT DISTINCT
    FALSE,
    coalesce(source.standing, 'duplicate'),
    source.network_code,
    source.reporting_period,
    source.submission_id,
    finding.sheet,
    finding.row_number
FROM source
INNER JOIN decision ON source.lines_of = decision.decision_id
INNER JOIN finding
    ON
        decision.submission_id = finding.submission_id
        AND decision.decision_number = finding.decision_number
        AND source.dataset = finding.dataset
WHERE finding.rule = 'W06' AND finding.row_number IS NOT NULL AND CAST(:innovation_code AS text) IS NULL
