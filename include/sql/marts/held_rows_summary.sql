-- marts.held_rows_summary, of the touched sources. Grain: one network, period, dataset and rule.
INSERT INTO held_rows_summary (
    reporting_period,
    network_code,
    dataset,
    rule,
    submission_id,
    rows_held_count,
    beneficiaries_count,
    investment_gbp,
    refreshed_at
)
WITH broken AS (
    SELECT DISTINCT
        speaking.reporting_period,
        speaking.network_code,
        speaking.dataset,
        speaking.submission_id,
        held_row.row_number,
        unnest(held_row.rules) AS rule,
        CASE WHEN held_row.benefit_basis = ANY(:counting_bases) THEN held_row.beneficiaries_count END AS people,
        held_row.investment_gbp
    FROM touched_source AS touched
    INNER JOIN speaking
        ON
            touched.network_code = speaking.network_code
            AND touched.reporting_period = speaking.reporting_period
            AND touched.dataset = speaking.dataset
    INNER JOIN held_row ON speaking.lines_of = held_row.submission_id AND speaking.dataset = held_row.dataset
)

SELECT
    reporting_period,
    network_code,
    dataset,
    rule,
    submission_id,
    count(*),
    coalesce(sum(people), 0),
    coalesce(sum(investment_gbp), 0),
    :moment
FROM broken
GROUP BY reporting_period, network_code, dataset, submission_id, rule
