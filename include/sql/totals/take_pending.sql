-- Takes what is pending, and who speaks at this very moment.
WITH taken AS (
    DELETE FROM pending_change
    RETURNING network_code, reporting_period, dataset
),

speaking_now AS (
    INSERT INTO speaking (network_code, reporting_period, dataset, submission_id, lines_of, is_nil)
    SELECT
        network_code,
        reporting_period,
        dataset,
        submission_id,
        lines_of,
        is_nil
    FROM current_submission
)

INSERT INTO touched_source (network_code, reporting_period, dataset)
SELECT DISTINCT
    network_code,
    reporting_period,
    dataset
FROM taken
