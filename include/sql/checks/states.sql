-- What speaks for each place of some periods, and what came last. Grain: one period, network and dataset.
-- A null network stands for all of them.
-- A file that no dataset was found in (yet) concerns both of them.
WITH asked AS (
    SELECT unnest(CAST(:periods AS text[])) AS code
),

datasets (dataset) AS (
    VALUES ('adoptions'), ('economic_impact')
),

latest AS (
    SELECT DISTINCT ON (submission.network_code, submission.reporting_period, datasets.dataset)
        submission.network_code,
        submission.reporting_period,
        datasets.dataset,
        submission.submission_id,
        submission.state,
        submission.verdict,
        submission.last_error
    FROM intake.submission
    CROSS JOIN datasets
    LEFT JOIN intake.submission_dataset AS found
        ON submission.submission_id = found.submission_id AND datasets.dataset = found.dataset
    WHERE
        submission.reporting_period IN (SELECT asked.code FROM asked) AND submission.network_code IS NOT NULL
        AND (
            found.dataset IS NOT NULL
            OR NOT EXISTS (
                SELECT 1 FROM intake.submission_dataset AS any_dataset
                WHERE any_dataset.submission_id = submission.submission_id
            )
        )
    ORDER BY
        submission.network_code ASC, submission.reporting_period ASC, datasets.dataset ASC, submission.upload_id DESC
)

SELECT
    asked.code AS reporting_period,
    network.network_code,
    network.name_since_2023,
    datasets.dataset,
    due.due_date,
    speaks.submission_id,
    speaks.is_nil,
    lines.verdict,
    latest.submission_id AS latest_submission_id,
    latest.state AS latest_state,
    latest.verdict AS latest_verdict,
    latest.last_error AS latest_error,
    coalesce(counts.rows_accepted, 0) AS rows_accepted,
    coalesce(counts.rows_held, 0) AS rows_held,
    (
        coalesce(CAST(speaking.uploaded_at AT TIME ZONE 'Europe/London' AS date), CAST(:today AS date)) > due.due_date
    ) IS TRUE AS is_late
FROM asked
CROSS JOIN datasets
CROSS JOIN reference.network
LEFT JOIN reference.reporting_period AS due
    ON asked.code = due.reporting_period AND due.to_version IS NULL
LEFT JOIN intake.current_submission AS speaks
    ON
        network.network_code = speaks.network_code
        AND asked.code = speaks.reporting_period
        AND datasets.dataset = speaks.dataset
LEFT JOIN intake.submission AS speaking ON speaks.submission_id = speaking.submission_id
LEFT JOIN intake.submission AS lines ON speaks.lines_of = lines.submission_id
LEFT JOIN intake.submission_dataset AS counts
    ON speaks.submission_id = counts.submission_id AND speaks.dataset = counts.dataset
LEFT JOIN latest
    ON
        network.network_code = latest.network_code
        AND asked.code = latest.reporting_period
        AND datasets.dataset = latest.dataset
WHERE
    network.to_version IS NULL
    AND network.network_code = coalesce(CAST(:network_code AS text), network.network_code)
ORDER BY network.network_code, asked.code, datasets.dataset
