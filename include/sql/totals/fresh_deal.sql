-- What the touched sources of one period now say of deals. Grain: one deal and network.
INSERT INTO fresh_deal (
    reporting_period,
    deal_reference,
    network_code,
    innovation_code,
    investment_gbp,
    jobs_created_fte,
    jobs_safeguarded_fte,
    networks_count,
    is_counted,
    decided_by
)
SELECT
    line.reporting_period,
    line.deal_reference,
    speaking.network_code,
    line.innovation_code,
    line.investment_gbp,
    line.jobs_created_fte,
    line.jobs_safeguarded_fte,
    0,
    FALSE,
    ''
FROM touched_source AS source
INNER JOIN speaking
    ON
        source.network_code = speaking.network_code
        AND source.reporting_period = speaking.reporting_period
        AND source.dataset = speaking.dataset
INNER JOIN economic_impact_line AS line
    ON speaking.lines_of = line.submission_id
WHERE
    source.dataset = 'economic_impact'
    AND source.reporting_period = :reporting_period
    AND line.reporting_period = :reporting_period
