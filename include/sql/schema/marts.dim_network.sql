-- marts.dim_network. Grain: One reporting network.
CREATE TABLE marts.dim_network (
    network_key integer NOT NULL,
    network_code text NOT NULL,
    network_name text NOT NULL,
    name_since_2023 text NOT NULL,
    acronym text NOT NULL,
    area_description text NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (network_key),
    UNIQUE (network_code)
);
COMMENT ON TABLE marts.dim_network IS 'One reporting network.';
COMMENT ON COLUMN marts.dim_network.network_key IS 'Its key in the facts.';
COMMENT ON COLUMN marts.dim_network.network_code IS 'The network''s code.';
COMMENT ON COLUMN marts.dim_network.network_name IS 'Its name in the first licence.';
COMMENT ON COLUMN marts.dim_network.name_since_2023 IS 'Its name since 2023.';
COMMENT ON COLUMN marts.dim_network.acronym IS 'What it calls itself for short.';
COMMENT ON COLUMN marts.dim_network.area_description IS 'The area it serves, in words.';
COMMENT ON COLUMN marts.dim_network.refreshed_at IS 'When the row was last made.';
