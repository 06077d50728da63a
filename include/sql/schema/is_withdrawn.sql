-- intake.is_withdrawn(submission, as_of): whether a person's latest act on it, as known then, withdrew it.
CREATE FUNCTION intake.is_withdrawn(submission text, as_of timestamptz) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT act.act = 'withdraw'
        FROM intake.act
        WHERE act.submission_id = submission AND act.act IN ('withdraw', 'reinstate') AND act.recorded_at <= as_of
        ORDER BY act.act_id DESC
        LIMIT 1
    ), FALSE)
$$;
COMMENT ON FUNCTION intake.is_withdrawn(text, timestamptz) IS 'Whether the latest act on it, as known then, withdrew it.';
