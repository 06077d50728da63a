-- The held rows of these submissions, as far as they could be read. Grain: one held row.
INSERT INTO explained (
    counts,
    reason,
    network_code,
    reporting_period,
    submission_id,
    sheet,
    row_number,
    innovation_code,
    place,
    deal_reference,
    thing,
    amount
)
WITH judged AS (
    SELECT DISTINCT
        submission_id,
        lines_of,
        dataset,
        sheet
    FROM submission_dataset
    WHERE submission_id IN (SELECT source.submission_id FROM source)
)

SELECT
    FALSE,
    coalesce(source.standing, 'held'),
    source.network_code,
    source.reporting_period,
    source.submission_id,
    judged.sheet,
    held_row.row_number,
    held_row.innovation_code,
    coalesce(resolved.place, held_row.place),
    held_row.deal_reference,
    CASE :things
        WHEN 'innovations' THEN held_row.innovation_code
        WHEN 'places' THEN coalesce(resolved.place, held_row.place)
        WHEN 'adoptions' THEN held_row.innovation_code || ' ' || coalesce(resolved.place, held_row.place)
    END,
    CASE :amount
        WHEN 'beneficiaries_count' THEN held_row.beneficiaries_count
        WHEN 'investment_gbp' THEN held_row.investment_gbp
    END
FROM source
INNER JOIN held_row ON source.lines_of = held_row.submission_id AND source.dataset = held_row.dataset
INNER JOIN judged
    ON
        source.submission_id = judged.submission_id
        AND source.lines_of = judged.lines_of
        AND source.dataset = judged.dataset
LEFT JOIN location_place AS resolved
    ON
        held_row.place = resolved.location_code
        AND resolved.from_version <= :registry_version
        AND coalesce(resolved.to_version > :registry_version, TRUE)
WHERE CAST(:innovation_code AS text) IS NULL OR held_row.innovation_code = :innovation_code
