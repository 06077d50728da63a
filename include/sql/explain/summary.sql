-- How many rows count, and how many don't for which reason, with what they come to. Grain: one reason (null: counts).
SELECT
    reason,
    count(*) AS rows_count,
    count(DISTINCT thing) AS things_count,
    sum(amount) AS amount
FROM explained
GROUP BY reason
ORDER BY reason IS NOT NULL ASC, rows_count DESC, reason ASC
