-- What people are to be told of: found amiss as often as its kind allows, and since they were last told.
-- Grain: one thing. Somebody is told of it again after its kind's hours at the earliest; `kinds`, `times` and
-- `hours` belong together one by one.
SELECT
    mend.kind,
    mend.subject,
    mend.times,
    mend.first_at
FROM intake.mend
INNER JOIN
    unnest(CAST(:kinds AS text[]), CAST(:times AS integer[]), CAST(:hours AS integer[])) AS known (kind, times, hours)
    ON mend.kind = known.kind
WHERE
    mend.times >= known.times
    AND (
        mend.alarmed_at IS NULL
        OR (mend.last_at > mend.alarmed_at AND mend.alarmed_at < now() - make_interval(hours => known.hours))
    )
ORDER BY mend.kind, mend.first_at, mend.subject
