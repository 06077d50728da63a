-- marts.dim_innovation. Grain: One innovation.
CREATE TABLE marts.dim_innovation (
    innovation_key integer NOT NULL,
    innovation_code text NOT NULL,
    innovation_name text NOT NULL,
    description text NOT NULL,
    status text,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (innovation_key),
    UNIQUE (innovation_code)
);
COMMENT ON TABLE marts.dim_innovation IS 'One innovation.';
COMMENT ON COLUMN marts.dim_innovation.innovation_key IS 'Its key in the facts.';
COMMENT ON COLUMN marts.dim_innovation.innovation_code IS 'The innovation''s code.';
COMMENT ON COLUMN marts.dim_innovation.innovation_name IS 'Its name.';
COMMENT ON COLUMN marts.dim_innovation.description IS 'What it does.';
COMMENT ON COLUMN marts.dim_innovation.status IS 'active, closed or withdrawn; none if the registry lost it.';
COMMENT ON COLUMN marts.dim_innovation.refreshed_at IS 'When the row was last made.';
