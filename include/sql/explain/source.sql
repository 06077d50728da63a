-- The submissions that a figure could have come from, as found by the caller. Grain: one submission and dataset.
INSERT INTO source (network_code, reporting_period, dataset, submission_id, lines_of, standing)
SELECT
    claim.network_code,
    claim.reporting_period,
    claim.dataset,
    claim.submission_id,
    claim.lines_of,
    claim.standing
FROM
    unnest(
        CAST(:network_codes AS text[]),
        CAST(:reporting_periods AS text[]),
        CAST(:datasets AS text[]),
        CAST(:submission_ids AS text[]),
        CAST(:lines_of AS text[]),
        CAST(:standings AS text[])
    ) AS claim (network_code, reporting_period, dataset, submission_id, lines_of, standing)
