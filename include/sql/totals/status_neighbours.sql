-- The statuses just before and just after those that changed. Grain: one place, innovation, scope and period.
-- The step into the one after may have changed; the one before is only looked at.
INSERT INTO status_history (place, innovation_code, scope, reporting_period, is_adopted, is_changed)
WITH touched AS (
    SELECT
        place,
        innovation_code,
        network_code AS scope,
        reporting_period
    FROM touched_status
    UNION
    SELECT
        place,
        innovation_code,
        'national' AS scope,
        reporting_period
    FROM touched_status
)

SELECT
    touched.place,
    touched.innovation_code,
    touched.scope,
    beside.reporting_period,
    beside.is_adopted,
    beside.is_changed
FROM touched
CROSS JOIN LATERAL (
    (
        SELECT
            adoption.reporting_period,
            bool_or(adoption.is_adopted) AS is_adopted,
            FALSE AS is_changed
        FROM network_adoption AS adoption
        WHERE
            adoption.place = touched.place
            AND adoption.innovation_code = touched.innovation_code
            AND adoption.reporting_period < touched.reporting_period
            AND touched.scope IN (adoption.network_code, 'national')
        GROUP BY adoption.reporting_period
        ORDER BY adoption.reporting_period DESC
        LIMIT 1
    )
    UNION ALL
    (
        SELECT
            adoption.reporting_period,
            bool_or(adoption.is_adopted) AS is_adopted,
            TRUE AS is_changed
        FROM network_adoption AS adoption
        WHERE
            adoption.place = touched.place
            AND adoption.innovation_code = touched.innovation_code
            AND adoption.reporting_period > touched.reporting_period
            AND touched.scope IN (adoption.network_code, 'national')
        GROUP BY adoption.reporting_period
        ORDER BY adoption.reporting_period ASC
        LIMIT 1
    )
) AS beside
