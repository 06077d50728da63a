-- warehouse.adoption_line. Grain: One innovation at one location in one quarter, as one network reports it. Accepted lines of every submission, current or not.
CREATE TABLE warehouse.adoption_line (
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    submission_id text NOT NULL,
    sheet text,
    row_number bigint NOT NULL,
    innovation_code text NOT NULL,
    location_code text,
    location_name text,
    location_postcode text,
    adoption_status text NOT NULL,
    adopted_date date,
    stopped_date date,
    beneficiaries_count bigint NOT NULL,
    benefit_basis text,
    notes text,
    location text NOT NULL,
    PRIMARY KEY (reporting_period, submission_id, row_number)
) PARTITION BY LIST (reporting_period);
CREATE INDEX adoption_line_innovation_code_location_idx ON warehouse.adoption_line (innovation_code, location);
COMMENT ON TABLE warehouse.adoption_line IS 'One innovation at one location in one quarter, as one network reports it. Accepted lines of every submission, current or not.';
COMMENT ON COLUMN warehouse.adoption_line.reporting_period IS 'The period reported.';
COMMENT ON COLUMN warehouse.adoption_line.network_code IS 'The network that reports.';
COMMENT ON COLUMN warehouse.adoption_line.submission_id IS 'The decision whose line it is: the submission whose file holds it, then <it>~<n>.';
COMMENT ON COLUMN warehouse.adoption_line.sheet IS 'The sheet.';
COMMENT ON COLUMN warehouse.adoption_line.row_number IS 'The row as a person sees it.';
COMMENT ON COLUMN warehouse.adoption_line.innovation_code IS 'The innovation, by its code in the national registry.';
COMMENT ON COLUMN warehouse.adoption_line.location_code IS 'The organisation or site where the innovation is used, by its ODS code.';
COMMENT ON COLUMN warehouse.adoption_line.location_name IS 'The place''s name, for places without an ODS code.';
COMMENT ON COLUMN warehouse.adoption_line.location_postcode IS 'The place''s postcode, for places without an ODS code.';
COMMENT ON COLUMN warehouse.adoption_line.adoption_status IS 'Whether the innovation is planned, adopted or stopped at this location at the end of the quarter.';
COMMENT ON COLUMN warehouse.adoption_line.adopted_date IS 'The day the location began to use the innovation.';
COMMENT ON COLUMN warehouse.adoption_line.stopped_date IS 'The day the location stopped using the innovation.';
COMMENT ON COLUMN warehouse.adoption_line.beneficiaries_count IS 'People newly benefiting in the quarter, counted as the benefit basis says.';
COMMENT ON COLUMN warehouse.adoption_line.benefit_basis IS 'What benefiting means in this row.';
COMMENT ON COLUMN warehouse.adoption_line.notes IS 'Anything the network wants to say; never leaves the warehouse''s restricted schema.';
COMMENT ON COLUMN warehouse.adoption_line.location IS 'The location as reported: its code, or LOC:<postcode>:<name>.';
