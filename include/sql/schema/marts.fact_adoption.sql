-- marts.fact_adoption. Grain: One current line of adoptions, whatever its status.
COMMENT ON VIEW marts.fact_adoption IS 'One current line of adoptions, whatever its status.';
COMMENT ON COLUMN marts.fact_adoption.reporting_period IS 'The reporting period; what the table is split by.';
COMMENT ON COLUMN marts.fact_adoption.period_key IS 'The period.';
COMMENT ON COLUMN marts.fact_adoption.network_key IS 'The network that reports.';
COMMENT ON COLUMN marts.fact_adoption.innovation_key IS 'The innovation.';
COMMENT ON COLUMN marts.fact_adoption.location_key IS 'The place that the reported location stands for.';
COMMENT ON COLUMN marts.fact_adoption.submission_key IS 'The submission whose line it is.';
COMMENT ON COLUMN marts.fact_adoption.row_number IS 'The row in its file, as a person sees it.';
COMMENT ON COLUMN marts.fact_adoption.reported_location IS 'The location as reported: its code, or LOC:<postcode>:<name>.';
COMMENT ON COLUMN marts.fact_adoption.adoption_status IS 'planned, adopted or stopped.';
COMMENT ON COLUMN marts.fact_adoption.adopted_date IS 'The day the location began.';
COMMENT ON COLUMN marts.fact_adoption.stopped_date IS 'The day the location stopped.';
COMMENT ON COLUMN marts.fact_adoption.benefit_basis IS 'What benefiting means in this row.';
COMMENT ON COLUMN marts.fact_adoption.beneficiaries_count IS 'People newly benefiting, as the basis says.';
COMMENT ON COLUMN marts.fact_adoption.is_counted_nationally IS 'Whether the line''s figures count nationally.';
COMMENT ON COLUMN marts.fact_adoption.refreshed_at IS 'When the row was last made.';
