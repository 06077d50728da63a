-- What one submission's deals changed against those that spoke before. Grain: one row, all told: how many
-- rows were added, removed and changed, in how many of the changed each column differs, and the first of
-- each kind in the order of rows. Lines are paired by the dataset's key.
WITH line AS (
    SELECT *
    FROM warehouse.economic_impact_line
    WHERE reporting_period = :reporting_period AND submission_id = :lines_of
),

earlier AS (
    SELECT *
    FROM warehouse.economic_impact_line
    WHERE reporting_period = :reporting_period AND submission_id = :earlier_lines_of
),

pair AS (
    SELECT
        coalesce(line.deal_reference, earlier.deal_reference) AS key,
        coalesce(line.row_number, earlier.row_number) AS row_number,
        CASE
            WHEN earlier.row_number IS NULL THEN 'added'
            WHEN line.row_number IS NULL THEN 'removed'
            ELSE 'changed'
        END AS change,
        (line.innovation_code IS DISTINCT FROM earlier.innovation_code) AS innovation_code,
        (line.company_name IS DISTINCT FROM earlier.company_name) AS company_name,
        (line.company_number IS DISTINCT FROM earlier.company_number) AS company_number,
        (line.funding_type IS DISTINCT FROM earlier.funding_type) AS funding_type,
        (line.investment_gbp IS DISTINCT FROM earlier.investment_gbp) AS investment_gbp,
        (line.jobs_created_fte IS DISTINCT FROM earlier.jobs_created_fte) AS jobs_created_fte,
        (line.jobs_safeguarded_fte IS DISTINCT FROM earlier.jobs_safeguarded_fte) AS jobs_safeguarded_fte,
        (line.notes IS DISTINCT FROM earlier.notes) AS notes
    FROM line
    FULL OUTER JOIN earlier ON line.deal_reference = earlier.deal_reference
),

differing AS MATERIALIZED (
    SELECT *
    FROM pair
    WHERE change <> 'changed' OR innovation_code OR company_name OR company_number OR funding_type OR investment_gbp OR jobs_created_fte OR jobs_safeguarded_fte OR notes
),

counted AS (
    SELECT
        count(*) FILTER (WHERE change = 'added') AS added,
        count(*) FILTER (WHERE change = 'removed') AS removed,
        count(*) FILTER (WHERE change = 'changed') AS changed,
        count(*) FILTER (WHERE change = 'changed' AND innovation_code) AS innovation_code,
        count(*) FILTER (WHERE change = 'changed' AND company_name) AS company_name,
        count(*) FILTER (WHERE change = 'changed' AND company_number) AS company_number,
        count(*) FILTER (WHERE change = 'changed' AND funding_type) AS funding_type,
        count(*) FILTER (WHERE change = 'changed' AND investment_gbp) AS investment_gbp,
        count(*) FILTER (WHERE change = 'changed' AND jobs_created_fte) AS jobs_created_fte,
        count(*) FILTER (WHERE change = 'changed' AND jobs_safeguarded_fte) AS jobs_safeguarded_fte,
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
                        CASE WHEN innovation_code THEN 'innovation_code' END,
                        CASE WHEN company_name THEN 'company_name' END,
                        CASE WHEN company_number THEN 'company_number' END,
                        CASE WHEN funding_type THEN 'funding_type' END,
                        CASE WHEN investment_gbp THEN 'investment_gbp' END,
                        CASE WHEN jobs_created_fte THEN 'jobs_created_fte' END,
                        CASE WHEN jobs_safeguarded_fte THEN 'jobs_safeguarded_fte' END,
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
