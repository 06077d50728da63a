-- Notes that people were told.
UPDATE intake.mend
SET alarmed_at = now()
FROM unnest(CAST(:kinds AS text[]), CAST(:subjects AS text[])) AS told (kind, subject)
WHERE mend.kind = told.kind AND mend.subject = told.subject
