-- Adds rows to the table that is to become a period's partition; it has the columns of warehouse.adoption_line.
COPY warehouse.adoption_line_apart FROM STDIN (FORMAT csv);
