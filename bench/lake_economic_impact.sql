-- The deals of one submission, as the lake holds them, for COPY.
COPY (
    SELECT deal_reference, investment_gbp, jobs_created_fte, jobs_safeguarded_fte
    FROM warehouse.economic_impact_line
    WHERE reporting_period = %(reporting_period)s AND submission_id = %(lines_of)s
    ORDER BY row_number
) TO STDOUT WITH (FORMAT csv)
