-- marts.fact_adoption: the lines that the totals were counted from, with the keys of their dimensions.
CREATE VIEW marts.fact_adoption AS
SELECT
    line.reporting_period,
    dim_period.period_key,
    dim_network.network_key,
    dim_innovation.innovation_key,
    dim_location.location_key,
    dim_submission.submission_key,
    line.row_number,
    line.location AS reported_location,
    line.adoption_status,
    line.adopted_date,
    line.stopped_date,
    line.benefit_basis,
    line.beneficiaries_count,
    line.adoption_status = 'adopted' AND coalesce(shared.is_counted, TRUE) AS is_counted_nationally,
    counted.refreshed_at
FROM totals.counted_source AS counted
INNER JOIN warehouse.adoption_line AS line
    ON counted.reporting_period = line.reporting_period AND counted.lines_of = line.submission_id
LEFT JOIN reference.location_place AS resolved
    ON
        line.location = resolved.location_code
        AND resolved.from_version <= counted.registry_version
        AND coalesce(resolved.to_version > counted.registry_version, TRUE)
LEFT JOIN totals.shared_adoption AS shared
    ON
        counted.reporting_period = shared.reporting_period
        AND coalesce(resolved.place, line.location) = shared.place
        AND line.innovation_code = shared.innovation_code
        AND counted.network_code = shared.network_code
INNER JOIN marts.dim_period AS dim_period ON counted.reporting_period = dim_period.reporting_period
INNER JOIN marts.dim_network AS dim_network ON counted.network_code = dim_network.network_code
INNER JOIN marts.dim_innovation AS dim_innovation ON line.innovation_code = dim_innovation.innovation_code
INNER JOIN marts.dim_location AS dim_location ON coalesce(resolved.place, line.location) = dim_location.place
INNER JOIN marts.dim_submission AS dim_submission ON counted.submission_id = dim_submission.submission_id;
