-- What was recorded after one moment (null: ever) and until another, in order; and every registry version not yet used.
-- Grain: one decision, act or registry version.
SELECT
    recorded_at,
    kind,
    submission_id,
    network_code,
    reporting_period,
    registry_version
FROM (
    SELECT
        decision.recorded_at,
        CASE decision.reason WHEN 'replay' THEN 'replay' WHEN 'correction' THEN 'correct' ELSE 'decision' END AS kind,
        submission.submission_id,
        submission.network_code,
        submission.reporting_period,
        CAST(NULL AS integer) AS registry_version,
        submission.upload_id AS place
    FROM decision
    INNER JOIN submission ON decision.submission_id = submission.submission_id
    WHERE
        decision.verdict IN ('accepted', 'accepted_with_warnings', 'partially_accepted', 'duplicate')
        OR decision.decision_number > 1
    UNION ALL
    SELECT
        act.recorded_at,
        act.act AS kind,
        submission.submission_id,
        submission.network_code,
        submission.reporting_period,
        CAST(NULL AS integer) AS registry_version,
        act.act_id AS place
    FROM act
    INNER JOIN submission ON act.submission_id = submission.submission_id
    WHERE act.act IN ('withdraw', 'reinstate')
    UNION ALL
    SELECT
        version.recorded_at,
        'registry' AS kind,
        NULL AS submission_id,
        NULL AS network_code,
        NULL AS reporting_period,
        version.registry_version,
        version.registry_version AS place
    FROM registry_version AS version
    WHERE version.registry_version > :used_version
) AS recorded
WHERE
    (recorded_at > coalesce(CAST(:after AS timestamptz), CAST('-infinity' AS timestamptz)) OR kind = 'registry')
    AND recorded_at <= :moment
ORDER BY recorded_at ASC, kind DESC, place ASC
