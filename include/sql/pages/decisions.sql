-- Every decision on one submission, in order. Grain: one decision.
SELECT
    verdict,
    reason,
    recorded_at,
    receipt
FROM intake.decision
WHERE submission_id = :submission_id
ORDER BY decision_number
