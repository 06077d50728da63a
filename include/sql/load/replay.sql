-- A replay that a person asked for. is_done: there is a decision made for it. One row.
SELECT
    act.act_id,
    act.submission_id,
    CAST(act.details ->> 'registry_version' AS integer) AS registry_version,
    act.why,
    decision.decision_id IS NOT NULL AS is_done
FROM intake.act
LEFT JOIN intake.decision ON act.act_id = decision.act_id
WHERE act.act_id = :act_id AND act.act = 'replay'
