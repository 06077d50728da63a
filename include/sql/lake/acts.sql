-- Every withdrawal and reinstatement. Grain: one act.
SELECT
    submission.network_code,
    submission.reporting_period,
    act.submission_id,
    act.act_id,
    act.recorded_at,
    act.act = 'withdraw' AS is_withdrawn
FROM intake.act
INNER JOIN intake.submission ON act.submission_id = submission.submission_id
WHERE
    act.act IN ('withdraw', 'reinstate')
    AND submission.network_code IS NOT NULL
    AND submission.reporting_period IS NOT NULL
ORDER BY act.act_id
