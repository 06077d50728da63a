-- The changing adoptions that are the first of their kind there. Grain: one innovation (or none), scope and period.
-- Run with sign -1 for what was said and 1 for what is said. One network that has an adoption counts nationally
-- (the earliest, then the alphabetically first); each further one is overlap.
INSERT INTO figure_change (innovation_code, scope, reporting_period, first_adoptions_count)
WITH said AS (
    SELECT
        change.place,
        change.innovation_code,
        change.network_code,
        change.reporting_period
    FROM recurring
    INNER JOIN claim_change AS change
        ON recurring.place = change.place AND recurring.innovation_code = change.innovation_code
    WHERE CASE :sign WHEN 1 THEN change.is_adopted ELSE change.was_adopted END
    UNION ALL
    SELECT
        place,
        innovation_code,
        network_code,
        reporting_period
    FROM other_claim
    WHERE is_adopted
),

held AS (
    SELECT
        innovation_code,
        network_code,
        min(reporting_period) AS reporting_period,
        row_number() OVER (
            PARTITION BY place, innovation_code
            ORDER BY min(reporting_period), network_code COLLATE "C"
        ) AS holder
    FROM said
    GROUP BY place, innovation_code, network_code
),

counted AS (
    SELECT
        innovation_code,
        network_code,
        reporting_period,
        holder = 1 AS is_national,
        count(*) AS adoptions_count
    FROM held
    GROUP BY innovation_code, network_code, reporting_period, holder = 1
    UNION ALL
    SELECT
        innovation_code,
        network_code,
        reporting_period,
        TRUE AS is_national,
        CASE :sign WHEN 1 THEN adopted_count ELSE was_adopted_count END AS adoptions_count
    FROM claim_sum
    WHERE innovation_code IS NOT NULL AND NOT is_recurring
)

SELECT
    part.innovation_code,
    share.scope,
    counted.reporting_period,
    :sign * sum(counted.adoptions_count)
FROM counted
CROSS JOIN
    LATERAL (
        VALUES (counted.network_code), (CASE WHEN counted.is_national THEN 'national' ELSE 'overlap' END)
    ) AS share (scope)
CROSS JOIN
    LATERAL (
        VALUES (''), (counted.innovation_code)
    ) AS part (innovation_code)
WHERE part.innovation_code = '' OR share.scope = 'national'
GROUP BY part.innovation_code, share.scope, counted.reporting_period
HAVING sum(counted.adoptions_count) <> 0
