-- Forgets the first adoptions that may have changed.
DELETE FROM first_adoption
USING touched_status AS touched
WHERE
    touched.place = first_adoption.place
    AND touched.innovation_code = first_adoption.innovation_code
