-- Takes a submission over. The token only grows, so whoever held it before can commit nothing.
-- is_decided: to decide it once more; else to decide it first.
UPDATE intake.submission
SET
    lease_token = lease_token + 1,
    lease_until = now() + make_interval(secs => :lease_seconds),
    attempts = attempts + 1
WHERE submission_id = :submission_id AND (state <> 'registered') = :is_decided
RETURNING lease_token
