-- A replay that a person asked for. is_done: there is a decision made for it. One row.
SELECT
    act.act_id,
    act.submission_id,
    CAST(act.details ->> 'registry_version' AS integer) AS registry_version,
    act.why,
    EXISTS (
        SELECT 1
        FROM intake.decision
        WHERE decision.act_id = act.act_id
    ) AS is_done
FROM intake.act
WHERE act.act_id = :act_id AND act.act = 'replay'
