-- How far the files that are under way have come, with those that arrived beside them. One row.
WITH batch AS (
    -- What arrived since the oldest unfinished file did, and in the minutes before now.
    SELECT state
    FROM intake.submission
    WHERE
        received_at >= least(
            now() - make_interval(mins => :minutes),
            (
                SELECT min(unfinished.received_at) FROM intake.submission AS unfinished
                WHERE unfinished.state <> 'answered'
            )
        )
)

SELECT
    count(*) AS files,
    count(*) FILTER (WHERE state = 'answered') AS answered,
    count(*) FILTER (WHERE state = 'registered') AS undecided,
    (SELECT count(*) FROM totals.pending_change) AS pending_changes
FROM batch
