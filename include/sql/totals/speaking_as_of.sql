-- Who spoke at a past moment, as decided by the caller. Grain: one network, period and dataset.
INSERT INTO speaking (network_code, reporting_period, dataset, submission_id, lines_of, is_nil)
SELECT
    claim.network_code,
    claim.reporting_period,
    claim.dataset,
    claim.submission_id,
    claim.lines_of,
    claim.is_nil
FROM
    unnest(
        CAST(:network_codes AS text[]),
        CAST(:reporting_periods AS text[]),
        CAST(:datasets AS text[]),
        CAST(:submission_ids AS text[]),
        CAST(:lines_of AS text[]),
        CAST(:are_nil AS boolean[])
    ) AS claim (network_code, reporting_period, dataset, submission_id, lines_of, is_nil)
