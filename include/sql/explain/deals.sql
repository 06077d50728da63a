-- The lines of one period that a figure of deals could have come from, and why each counts or not.
-- Grain: one accepted line. Of one innovation, or (null) of all; claim: null where every network's figures count.
INSERT INTO explained (
    counts,
    reason,
    network_code,
    reporting_period,
    submission_id,
    sheet,
    row_number,
    innovation_code,
    deal_reference,
    amount
)
WITH reasoned AS (
    SELECT
        source.submission_id,
        line.network_code,
        line.reporting_period,
        line.sheet,
        line.row_number,
        line.innovation_code,
        line.deal_reference,
        CASE
            WHEN source.standing IS NOT NULL THEN source.standing
            WHEN CAST(:claim AS text) IS NOT NULL AND NOT deal.is_counted THEN 'other network counts'
        END AS reason,
        CASE :amount
            WHEN 'investment_gbp' THEN line.investment_gbp
            WHEN 'jobs_created_fte' THEN line.jobs_created_fte
            WHEN 'jobs_safeguarded_fte' THEN line.jobs_safeguarded_fte
        END AS amount
    FROM source
    INNER JOIN economic_impact_line AS line
        ON source.lines_of = line.submission_id
    LEFT JOIN network_deal AS deal
        ON
            CAST(:claim AS text) IS NOT NULL
            AND deal.reporting_period = :reporting_period
            AND line.deal_reference = deal.deal_reference
            AND line.network_code = deal.network_code
            AND source.standing IS NULL
    WHERE
        source.reporting_period = :reporting_period
        AND line.reporting_period = :reporting_period
        AND (CAST(:innovation_code AS text) IS NULL OR line.innovation_code = :innovation_code)
)

SELECT
    reason IS NULL,
    reason,
    network_code,
    reporting_period,
    submission_id,
    sheet,
    row_number,
    innovation_code,
    deal_reference,
    amount
FROM reasoned
