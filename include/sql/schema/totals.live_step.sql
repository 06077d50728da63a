-- totals.live_step. Grain: A period in which an innovation becomes live at a place, or ceases to be, in one scope.
CREATE TABLE totals.live_step (
    place text NOT NULL,
    innovation_code text NOT NULL,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    step integer NOT NULL,
    PRIMARY KEY (place, innovation_code, scope, reporting_period)
);
COMMENT ON TABLE totals.live_step IS 'A period in which an innovation becomes live at a place, or ceases to be, in one scope.';
COMMENT ON COLUMN totals.live_step.place IS 'The place that the reported location stands for.';
COMMENT ON COLUMN totals.live_step.innovation_code IS 'The innovation.';
COMMENT ON COLUMN totals.live_step.scope IS 'A network''s code (its own lines); national: the lines of all networks.';
COMMENT ON COLUMN totals.live_step.reporting_period IS 'The reporting period.';
COMMENT ON COLUMN totals.live_step.step IS '1: becomes live; -1: ceases to be.';
