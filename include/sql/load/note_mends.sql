-- Counts what reconcile found amiss. Grain: one thing; `kinds` and `subjects` belong together one by one.
INSERT INTO intake.mend (kind, subject, times, first_at, last_at)
SELECT
    kind,
    subject,
    1,
    now(),
    now()
FROM unnest(CAST(:kinds AS text[]), CAST(:subjects AS text[])) AS found (kind, subject)
ON CONFLICT (kind, subject) DO UPDATE
    SET
        times = mend.times + 1,
        last_at = excluded.last_at
