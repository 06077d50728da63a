-- The submission, locked, if this token still holds it; else no row. Deciding takes the token away too.
SELECT submission_id
FROM intake.submission
WHERE submission_id = :submission_id AND lease_token = :lease_token
FOR UPDATE
