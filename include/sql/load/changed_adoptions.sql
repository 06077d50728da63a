-- What one submission's adoptions changed against those that spoke before. Grain: one row, all told: how many
-- rows were added, removed and changed, in how many of the changed each column differs, and the first of
-- each kind in the order of rows. Lines are paired by the dataset's key.
WITH line AS (
    SELECT *
    FROM warehouse.adoption_line
    WHERE reporting_period = :reporting_period AND submission_id = :lines_of
),

earlier AS (
    SELECT *
    FROM warehouse.adoption_line
    WHERE reporting_period = :reporting_period AND submission_id = :earlier_lines_of
),

pair AS (
    SELECT
        coalesce(line.innovation_code, earlier.innovation_code) || ' at ' || coalesce(line.location, earlier.location) AS key,
        coalesce(line.row_number, earlier.row_number) AS row_number,
        CASE
            WHEN earlier.row_number IS NULL THEN 'added'
            WHEN line.row_number IS NULL THEN 'removed'
            ELSE 'changed'
        END AS change,
        (line.location_name IS DISTINCT FROM earlier.location_name) AS location_name,
        (line.adoption_status IS DISTINCT FROM earlier.adoption_status) AS adoption_status,
        (line.adopted_date IS DISTINCT FROM earlier.adopted_date) AS adopted_date,
        (line.stopped_date IS DISTINCT FROM earlier.stopped_date) AS stopped_date,
        (line.beneficiaries_count IS DISTINCT FROM earlier.beneficiaries_count) AS beneficiaries_count,
        (line.benefit_basis IS DISTINCT FROM earlier.benefit_basis) AS benefit_basis,
        (line.notes IS DISTINCT FROM earlier.notes) AS notes
    FROM line
    FULL OUTER JOIN earlier ON line.innovation_code = earlier.innovation_code AND line.location = earlier.location
),

differing AS MATERIALIZED (
    SELECT *
    FROM pair
    WHERE change <> 'changed' OR location_name OR adoption_status OR adopted_date OR stopped_date OR beneficiaries_count OR benefit_basis OR notes
),

counted AS (
    SELECT
        count(*) FILTER (WHERE change = 'added') AS added,
        count(*) FILTER (WHERE change = 'removed') AS removed,
        count(*) FILTER (WHERE change = 'changed') AS changed,
        count(*) FILTER (WHERE change = 'changed' AND location_name) AS location_name,
        count(*) FILTER (WHERE change = 'changed' AND adoption_status) AS adoption_status,
        count(*) FILTER (WHERE change = 'changed' AND adopted_date) AS adopted_date,
        count(*) FILTER (WHERE change = 'changed' AND stopped_date) AS stopped_date,
        count(*) FILTER (WHERE change = 'changed' AND beneficiaries_count) AS beneficiaries_count,
        count(*) FILTER (WHERE change = 'changed' AND benefit_basis) AS benefit_basis,
        count(*) FILTER (WHERE change = 'changed' AND notes) AS notes
    FROM differing
),

first_ones AS (
    (
        SELECT * FROM differing
        WHERE change = 'added'
        ORDER BY row_number ASC, key ASC
        LIMIT :examples
    )
    UNION ALL
    (
        SELECT * FROM differing
        WHERE change = 'changed'
        ORDER BY row_number ASC, key ASC
        LIMIT :examples
    )
    UNION ALL
    (
        SELECT * FROM differing
        WHERE change = 'removed'
        ORDER BY row_number ASC, key ASC
        LIMIT :examples
    )
),

named AS (
    SELECT
        jsonb_agg(
            jsonb_build_object(
                'change', change,
                'row', row_number,
                'key', key,
                'columns', CASE WHEN change = 'changed' THEN array_remove(
                    ARRAY[
                        CASE WHEN location_name THEN 'location_name' END,
                        CASE WHEN adoption_status THEN 'adoption_status' END,
                        CASE WHEN adopted_date THEN 'adopted_date' END,
                        CASE WHEN stopped_date THEN 'stopped_date' END,
                        CASE WHEN beneficiaries_count THEN 'beneficiaries_count' END,
                        CASE WHEN benefit_basis THEN 'benefit_basis' END,
                        CASE WHEN notes THEN 'notes' END
                    ],
                    NULL
                ) ELSE '{}' END
            )
            ORDER BY change ASC, row_number ASC, key ASC
        ) AS examples
    FROM first_ones
)

SELECT
    counted.*,
    coalesce(named.examples, '[]') AS examples
FROM counted
CROSS JOIN named
