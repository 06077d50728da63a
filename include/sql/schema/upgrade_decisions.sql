-- Gives submissions that were decided before there were several decisions on one their first decision.
-- Changes nothing in a database that was made with the newest tables.
ALTER TABLE intake.submission ADD COLUMN IF NOT EXISTS decision_number integer;
UPDATE intake.submission SET decision_number = 1
WHERE verdict IS NOT NULL AND decision_number IS NULL;

INSERT INTO intake.decision (
    submission_id, decision_number, decision_id, reason, contract_version, registry_version, content_sha256,
    verdict, repeats, recorded_at, receipt
)
SELECT
    submission_id,
    1 AS decision_number,
    submission_id AS decision_id,
    'first' AS reason,
    contract_version,
    registry_version,
    content_sha256,
    verdict,
    repeats,
    recorded_at,
    receipt
FROM intake.submission
WHERE verdict IS NOT NULL
ON CONFLICT DO NOTHING;

ALTER TABLE intake.submission_dataset ADD COLUMN IF NOT EXISTS decision_number integer NOT NULL DEFAULT 1;
ALTER TABLE intake.submission_dataset ALTER COLUMN decision_number DROP DEFAULT;
ALTER TABLE intake.submission_dataset DROP CONSTRAINT submission_dataset_pkey;
ALTER TABLE intake.submission_dataset ADD PRIMARY KEY (submission_id, decision_number, dataset);

ALTER TABLE intake.finding ADD COLUMN IF NOT EXISTS decision_number integer NOT NULL DEFAULT 1;
ALTER TABLE intake.finding ALTER COLUMN decision_number DROP DEFAULT;
ALTER TABLE intake.finding DROP CONSTRAINT finding_pkey;
ALTER TABLE intake.finding ADD PRIMARY KEY (submission_id, decision_number, finding_number);
