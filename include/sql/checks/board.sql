-- The board of one period: what each network has sent and what speaks for it. Grain: one network and dataset.
WITH networks AS (
    SELECT
        network_code,
        network_name
    FROM reference.network
    WHERE to_version IS NULL
),

datasets (dataset) AS (
    VALUES ('adoptions'), ('economic_impact')
),

latest AS (
    SELECT DISTINCT ON (network_code)
        network_code,
        submission_id,
        state,
        verdict,
        uploaded_at
    FROM intake.submission
    WHERE reporting_period = :reporting_period
    ORDER BY network_code ASC, upload_id DESC
),

due AS (
    SELECT due_date
    FROM reference.reporting_period
    WHERE reporting_period = :reporting_period AND to_version IS NULL
)

SELECT
    networks.network_code,
    networks.network_name,
    datasets.dataset,
    CASE
        WHEN speaks.submission_id IS NULL THEN 'missing'
        WHEN speaks.is_nil THEN 'nil'
        ELSE speaking.verdict
    END AS status,
    speaks.submission_id,
    coalesce(counts.rows_accepted, 0) AS rows_accepted,
    coalesce(counts.rows_held, 0) AS rows_held,
    latest.submission_id AS latest_submission_id,
    CASE
        WHEN latest.state = 'registered' THEN 'waiting'
        WHEN intake.is_withdrawn(latest.submission_id, 'infinity') THEN 'withdrawn'
        ELSE latest.verdict
    END AS latest_verdict,
    (
        coalesce(CAST(speaking.uploaded_at AT TIME ZONE 'Europe/London' AS date), CAST(:today AS date))
        > (SELECT due.due_date FROM due)
    ) IS TRUE AS is_late
FROM networks
CROSS JOIN datasets
LEFT JOIN intake.current_submission AS speaks
    ON
        networks.network_code = speaks.network_code
        AND datasets.dataset = speaks.dataset
        AND speaks.reporting_period = :reporting_period
LEFT JOIN intake.submission AS speaking ON speaks.submission_id = speaking.submission_id
LEFT JOIN intake.submission_dataset AS counts
    ON
        speaks.submission_id = counts.submission_id
        AND speaking.decision_number = counts.decision_number
        AND speaks.dataset = counts.dataset
LEFT JOIN latest ON networks.network_code = latest.network_code
ORDER BY networks.network_code, datasets.dataset
