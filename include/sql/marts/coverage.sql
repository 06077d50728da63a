-- marts.coverage. Grain: one period, network and dataset, of the periods asked for and those reported.
-- Says reported, nil or missing; never guesses. Only rows that differ are written.
MERGE INTO coverage AS shown
USING (
    WITH asked AS (
        SELECT
            reporting_period,
            due_date
        FROM reporting_period
        WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
    ),

    periods AS (
        SELECT reporting_period FROM asked
        UNION
        SELECT reporting_period FROM speaking
    ),

    networks AS (
        SELECT network_code FROM network
        WHERE from_version <= :registry_version AND coalesce(to_version > :registry_version, TRUE)
        UNION
        SELECT network_code FROM speaking
    )

    SELECT
        periods.reporting_period,
        networks.network_code,
        datasets.dataset,
        CASE
            WHEN speaking.is_nil THEN 'nil'
            WHEN speaking.submission_id IS NULL THEN 'missing'
            ELSE 'reported'
        END AS coverage,
        speaking.submission_id,
        asked.due_date,
        coalesce(
            CAST(coalesce(submission.uploaded_at, :moment) AT TIME ZONE 'Europe/London' AS date) > asked.due_date, FALSE
        ) AS is_late
    FROM periods
    CROSS JOIN networks
    CROSS JOIN (
        VALUES ('adoptions'), ('economic_impact')
    ) AS datasets (dataset)
    LEFT JOIN asked ON periods.reporting_period = asked.reporting_period
    LEFT JOIN speaking
        ON
            periods.reporting_period = speaking.reporting_period
            AND networks.network_code = speaking.network_code
            AND datasets.dataset = speaking.dataset
    LEFT JOIN submission ON speaking.submission_id = submission.submission_id
) AS said
    ON
        shown.reporting_period = said.reporting_period
        AND shown.network_code = said.network_code
        AND shown.dataset = said.dataset
WHEN MATCHED AND (
    (shown.coverage, shown.submission_id, shown.due_date, shown.is_late)
    IS DISTINCT FROM (said.coverage, said.submission_id, said.due_date, said.is_late)
) THEN
    UPDATE
        SET
            coverage = said.coverage,
            submission_id = said.submission_id,
            due_date = said.due_date,
            is_late = said.is_late,
            refreshed_at = :moment
WHEN NOT MATCHED BY SOURCE THEN DELETE
WHEN NOT MATCHED THEN
    INSERT (
        reporting_period, network_code, dataset, coverage, submission_id, due_date, is_late, refreshed_at
    ) VALUES (
        said.reporting_period,
        said.network_code,
        said.dataset,
        said.coverage,
        said.submission_id,
        said.due_date,
        said.is_late,
        :moment
    )
RETURNING coalesce(said.reporting_period, shown.reporting_period) AS reporting_period
