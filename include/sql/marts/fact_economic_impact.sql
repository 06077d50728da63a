-- marts.fact_economic_impact, of the touched sources of one period. Grain: one current line.
INSERT INTO fact_economic_impact (
    reporting_period,
    period_key,
    network_key,
    innovation_key,
    deal_reference,
    submission_key,
    row_number,
    company_name,
    company_number,
    funding_type,
    investment_gbp,
    jobs_created_fte,
    jobs_safeguarded_fte,
    is_counted_nationally,
    refreshed_at
)
SELECT
    line.reporting_period,
    dim_period.period_key,
    dim_network.network_key,
    dim_innovation.innovation_key,
    line.deal_reference,
    dim_submission.submission_key,
    line.row_number,
    line.company_name,
    line.company_number,
    line.funding_type,
    line.investment_gbp,
    line.jobs_created_fte,
    line.jobs_safeguarded_fte,
    deal.is_counted,
    :moment
FROM touched_source AS source
INNER JOIN speaking
    ON
        source.network_code = speaking.network_code
        AND source.reporting_period = speaking.reporting_period
        AND source.dataset = speaking.dataset
INNER JOIN economic_impact_line AS line
    ON speaking.lines_of = line.submission_id
INNER JOIN network_deal AS deal
    ON
        line.reporting_period = deal.reporting_period
        AND line.deal_reference = deal.deal_reference
        AND speaking.network_code = deal.network_code
INNER JOIN dim_period ON line.reporting_period = dim_period.reporting_period
INNER JOIN dim_network ON speaking.network_code = dim_network.network_code
INNER JOIN dim_innovation ON line.innovation_code = dim_innovation.innovation_code
INNER JOIN dim_submission ON speaking.submission_id = dim_submission.submission_id
WHERE
    source.dataset = 'economic_impact'
    AND source.reporting_period = :reporting_period
    AND line.reporting_period = :reporting_period
