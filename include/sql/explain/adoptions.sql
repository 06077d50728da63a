-- The lines of one period that a figure of adoptions could have come from, and why each counts or not.
-- Grain: one accepted line. Of one innovation, or (null) of all; claim: whose figures count nationally
-- (figures, floor), or null where every network's do; bases: those that count, or (null) all.
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
    thing,
    amount
)
WITH line AS (
    SELECT
        source.submission_id,
        source.standing,
        adoption_line.network_code,
        adoption_line.reporting_period,
        adoption_line.sheet,
        adoption_line.row_number,
        adoption_line.innovation_code,
        coalesce(resolved.place, adoption_line.location) AS place,
        adoption_line.adoption_status,
        adoption_line.beneficiaries_count,
        adoption_line.benefit_basis
    FROM source
    INNER JOIN adoption_line
        ON source.lines_of = adoption_line.submission_id
    LEFT JOIN location_place AS resolved
        ON
            adoption_line.location = resolved.location_code
            AND resolved.from_version <= :registry_version
            AND coalesce(resolved.to_version > :registry_version, TRUE)
    WHERE
        source.reporting_period = :reporting_period
        AND adoption_line.reporting_period = :reporting_period
        AND (CAST(:innovation_code AS text) IS NULL OR adoption_line.innovation_code = :innovation_code)
),

reasoned AS (
    SELECT
        line.*,
        CASE
            WHEN line.standing IS NOT NULL THEN line.standing
            WHEN line.adoption_status <> 'adopted' THEN 'status not adopted'
            WHEN
                NOT CASE :claim WHEN 'figures' THEN coalesce(shared.is_counted, TRUE) WHEN 'floor' THEN coalesce(shared.is_floor, TRUE) ELSE TRUE END
                THEN 'other network counts'
            WHEN NOT coalesce(line.benefit_basis = ANY(CAST(:bases AS text[])), CAST(:bases AS text[]) IS NULL)
                THEN 'other basis'
        END AS reason
    FROM line
    LEFT JOIN shared_adoption AS shared
        ON
            CAST(:claim AS text) IS NOT NULL
            AND shared.reporting_period = :reporting_period
            AND line.place = shared.place
            AND line.innovation_code = shared.innovation_code
            AND line.network_code = shared.network_code
            AND line.standing IS NULL
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
    place,
    CASE :things
        WHEN 'innovations' THEN innovation_code
        WHEN 'places' THEN place
        WHEN 'adoptions' THEN innovation_code || ' ' || place
    END,
    CASE WHEN CAST(:things AS text) IS NULL THEN beneficiaries_count END
FROM reasoned
