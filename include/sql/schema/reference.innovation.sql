-- reference.innovation. Grain: One innovation, for a span of registry versions.
CREATE TABLE reference.innovation (
    innovation_code text NOT NULL,
    innovation_name text NOT NULL,
    description text NOT NULL,
    status text NOT NULL,
    status_date date,
    successor_code text,
    from_version integer NOT NULL,
    to_version integer,
    PRIMARY KEY (innovation_code, from_version)
);
COMMENT ON TABLE reference.innovation IS 'One innovation, for a span of registry versions.';
COMMENT ON COLUMN reference.innovation.innovation_code IS 'The innovation''s code.';
COMMENT ON COLUMN reference.innovation.innovation_name IS 'Its name.';
COMMENT ON COLUMN reference.innovation.description IS 'What it does.';
COMMENT ON COLUMN reference.innovation.status IS 'active, closed or withdrawn.';
COMMENT ON COLUMN reference.innovation.status_date IS 'The day since when the status holds.';
COMMENT ON COLUMN reference.innovation.successor_code IS 'What followed it; information that totals never use.';
COMMENT ON COLUMN reference.innovation.from_version IS 'The first registry version in which the row holds.';
COMMENT ON COLUMN reference.innovation.to_version IS 'The first registry version in which it no longer holds.';
