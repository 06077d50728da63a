-- The submission, locked, if this token still holds it and it is still undecided; else no row.
SELECT submission_id
FROM intake.submission
WHERE submission_id = :submission_id AND lease_token = :lease_token AND state = 'registered'
FOR UPDATE
