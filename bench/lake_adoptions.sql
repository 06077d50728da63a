-- The adoptions of one submission, as the lake holds them, for COPY.
COPY (
    SELECT innovation_code, adoption_status, beneficiaries_count, benefit_basis, location
    FROM warehouse.adoption_line
    WHERE reporting_period = %(reporting_period)s AND submission_id = %(lines_of)s
    ORDER BY row_number
) TO STDOUT WITH (FORMAT csv)
