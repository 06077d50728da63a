-- Who speaks by the ledger now, and whether the totals have yet to follow. Grain: one network and period.
-- What the totals have to follow is told also where nobody speaks any more.
WITH speaks AS (
    SELECT
        network_code,
        reporting_period,
        lines_of
    FROM intake.current_submission
    WHERE dataset = :dataset
),

pending AS (
    SELECT DISTINCT
        network_code,
        reporting_period
    FROM totals.pending_change
    WHERE dataset = :dataset
)

SELECT
    network_code,
    reporting_period,
    speaks.lines_of,
    pending.network_code IS NOT NULL AS is_pending
FROM speaks
FULL JOIN pending USING (network_code, reporting_period)
