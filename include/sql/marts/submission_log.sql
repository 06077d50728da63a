-- marts.submission_log. Grain: one submission with a verdict. Only rows that differ are written.
MERGE INTO submission_log AS shown
USING (
    WITH counts AS (
        SELECT
            submission_id,
            decision_number,
            sum(rows_read) AS rows_read_count,
            sum(rows_accepted) AS rows_accepted_count,
            sum(rows_held) AS rows_held_count,
            sum(rows_repeated) AS rows_repeated_count
        FROM submission_dataset
        GROUP BY submission_id, decision_number
    ),

    latest_act AS (
        SELECT DISTINCT ON (submission_id)
            submission_id,
            act
        FROM act
        WHERE act IN ('withdraw', 'reinstate')
        ORDER BY submission_id ASC, act_id DESC
    )

    SELECT
        submission.submission_id,
        submission.network_code,
        submission.reporting_period,
        submission.object_key,
        submission.content_sha256,
        submission.uploaded_at,
        submission.received_at,
        submission.recorded_at,
        submission.verdict,
        submission.submission_id IN (SELECT speaking.submission_id FROM speaking) AS is_current,
        coalesce(latest_act.act = 'withdraw', FALSE) AS is_withdrawn,
        coalesce(counts.rows_read_count, 0) AS rows_read_count,
        coalesce(counts.rows_accepted_count, 0) AS rows_accepted_count,
        coalesce(counts.rows_held_count, 0) AS rows_held_count,
        coalesce(counts.rows_repeated_count, 0) AS rows_repeated_count
    FROM submission
    LEFT JOIN counts
        ON
            submission.submission_id = counts.submission_id
            AND submission.decision_number = counts.decision_number
    LEFT JOIN latest_act ON submission.submission_id = latest_act.submission_id
    WHERE submission.verdict IS NOT NULL
) AS said
    ON shown.submission_id = said.submission_id
WHEN MATCHED AND (
    (shown.verdict, shown.recorded_at, shown.is_current, shown.is_withdrawn, shown.rows_read_count)
    IS DISTINCT FROM (said.verdict, said.recorded_at, said.is_current, said.is_withdrawn, said.rows_read_count)
) THEN
    UPDATE
        SET
            content_sha256 = said.content_sha256,
            recorded_at = said.recorded_at,
            verdict = said.verdict,
            is_current = said.is_current,
            is_withdrawn = said.is_withdrawn,
            rows_read_count = said.rows_read_count,
            rows_accepted_count = said.rows_accepted_count,
            rows_held_count = said.rows_held_count,
            rows_repeated_count = said.rows_repeated_count,
            refreshed_at = :moment
WHEN NOT MATCHED BY SOURCE THEN DELETE
WHEN NOT MATCHED THEN
    INSERT (
        submission_id,
        network_code,
        reporting_period,
        object_key,
        content_sha256,
        uploaded_at,
        received_at,
        recorded_at,
        verdict,
        is_current,
        is_withdrawn,
        rows_read_count,
        rows_accepted_count,
        rows_held_count,
        rows_repeated_count,
        refreshed_at
    ) VALUES (
        said.submission_id,
        said.network_code,
        said.reporting_period,
        said.object_key,
        said.content_sha256,
        said.uploaded_at,
        said.received_at,
        said.recorded_at,
        said.verdict,
        said.is_current,
        said.is_withdrawn,
        said.rows_read_count,
        said.rows_accepted_count,
        said.rows_held_count,
        said.rows_repeated_count,
        :moment
    )
RETURNING coalesce(said.reporting_period, shown.reporting_period) AS reporting_period
