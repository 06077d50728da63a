-- marts.fact_adoption, of the touched sources of one period. Grain: one current line.
INSERT INTO fact_adoption (
    reporting_period,
    period_key,
    network_key,
    innovation_key,
    location_key,
    submission_key,
    row_number,
    reported_location,
    adoption_status,
    adopted_date,
    stopped_date,
    benefit_basis,
    beneficiaries_count,
    is_counted_nationally,
    refreshed_at
)
SELECT
    line.reporting_period,
    dim_period.period_key,
    dim_network.network_key,
    dim_innovation.innovation_key,
    dim_location.location_key,
    dim_submission.submission_key,
    line.row_number,
    line.location,
    line.adoption_status,
    line.adopted_date,
    line.stopped_date,
    line.benefit_basis,
    line.beneficiaries_count,
    adoption.is_counted AND line.adoption_status = 'adopted',
    :moment
FROM touched_source AS source
INNER JOIN speaking
    ON
        source.network_code = speaking.network_code
        AND source.reporting_period = speaking.reporting_period
        AND source.dataset = speaking.dataset
INNER JOIN adoption_line AS line
    ON speaking.lines_of = line.submission_id
LEFT JOIN location_place AS resolved
    ON
        line.location = resolved.location_code
        AND resolved.from_version <= :registry_version
        AND coalesce(resolved.to_version > :registry_version, TRUE)
INNER JOIN network_adoption AS adoption
    ON
        line.reporting_period = adoption.reporting_period
        AND coalesce(resolved.place, line.location) = adoption.place
        AND line.innovation_code = adoption.innovation_code
        AND speaking.network_code = adoption.network_code
INNER JOIN dim_period ON line.reporting_period = dim_period.reporting_period
INNER JOIN dim_network ON speaking.network_code = dim_network.network_code
INNER JOIN dim_innovation ON line.innovation_code = dim_innovation.innovation_code
INNER JOIN dim_location ON adoption.place = dim_location.place
INNER JOIN dim_submission ON speaking.submission_id = dim_submission.submission_id
WHERE
    source.dataset = 'adoptions'
    AND source.reporting_period = :reporting_period
    AND line.reporting_period = :reporting_period
    AND adoption.reporting_period = :reporting_period
