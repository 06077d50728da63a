-- totals.place_step. Grain: By how many live innovations one place changes in one period, in one scope.
CREATE TABLE totals.place_step (
    place text NOT NULL,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    step integer NOT NULL,
    PRIMARY KEY (place, scope, reporting_period)
);
COMMENT ON TABLE totals.place_step IS 'By how many live innovations one place changes in one period, in one scope.';
COMMENT ON COLUMN totals.place_step.place IS 'The place that the reported location stands for.';
COMMENT ON COLUMN totals.place_step.scope IS 'A network''s code (its own lines); national: the lines of all networks.';
COMMENT ON COLUMN totals.place_step.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.place_step.step IS 'Innovations that become live there, less those that cease to be.';
