-- What a ledger that has lost nothing never holds. Grain: one thing wrong, in words.
-- Looks at what was decided since a moment: a person's doctor looks at a day, a test at everything.
WITH decided AS (
    SELECT
        submission_id,
        decision_number,
        decision_id,
        verdict IN ('accepted', 'accepted_with_warnings', 'partially_accepted') AS has_lines
    FROM intake.decision
    WHERE recorded_at >= :since
),

dataset AS (
    SELECT
        decided.decision_id,
        decided.has_lines,
        found.dataset,
        found.rows_read,
        found.rows_accepted,
        found.rows_held,
        found.rows_repeated
    FROM decided
    INNER JOIN intake.submission_dataset AS found
        ON decided.submission_id = found.submission_id AND decided.decision_number = found.decision_number
),

line AS (
    SELECT
        submission_id,
        'adoptions' AS dataset,
        count(*) AS lines
    FROM warehouse.adoption_line
    WHERE submission_id IN (SELECT decided.decision_id FROM decided)
    GROUP BY submission_id
    UNION ALL
    SELECT
        submission_id,
        'economic_impact' AS dataset,
        count(*) AS lines
    FROM warehouse.economic_impact_line
    WHERE submission_id IN (SELECT decided.decision_id FROM decided)
    GROUP BY submission_id
),

held AS (
    SELECT
        submission_id,
        dataset,
        count(*) AS held
    FROM intake.held_row
    WHERE submission_id IN (SELECT decided.decision_id FROM decided)
    GROUP BY submission_id, dataset
)

SELECT 'the upload ' || upload.object_key || ' has no submission' AS wrong
FROM intake.upload
LEFT JOIN intake.submission ON upload.upload_id = submission.upload_id
WHERE NOT upload.is_ignored AND submission.submission_id IS NULL AND upload.received_at >= :since
UNION ALL
SELECT 'the submission ' || submission_id || ' is ' || state || ' without a verdict or a receipt'
FROM intake.submission
WHERE state <> 'registered' AND (verdict IS NULL OR receipt IS NULL) AND received_at >= :since
UNION ALL
SELECT
    decision_id || ' ' || dataset || ': ' || rows_read || ' rows read, ' || rows_accepted || ' accepted, '
    || rows_held || ' held, ' || rows_repeated || ' repeated'
FROM dataset
WHERE rows_read <> rows_accepted + rows_held + rows_repeated
UNION ALL
SELECT
    dataset.decision_id || ' ' || dataset.dataset || ': ' || dataset.rows_accepted || ' rows accepted and '
    || dataset.rows_held || ' held, but ' || coalesce(line.lines, 0) || ' lines and ' || coalesce(held.held, 0)
    || ' held rows are in the warehouse'
FROM dataset
LEFT JOIN line ON dataset.decision_id = line.submission_id AND dataset.dataset = line.dataset
LEFT JOIN held ON dataset.decision_id = held.submission_id AND dataset.dataset = held.dataset
WHERE
    dataset.has_lines
    AND (dataset.rows_accepted <> coalesce(line.lines, 0) OR dataset.rows_held <> coalesce(held.held, 0))
UNION ALL
SELECT line.submission_id || ' has lines that do not belong to it'
FROM line
INNER JOIN decided ON line.submission_id = decided.decision_id
WHERE NOT decided.has_lines
ORDER BY wrong
