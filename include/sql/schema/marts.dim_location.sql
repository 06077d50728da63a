-- marts.dim_location. Grain: One place, with or without a code.
CREATE TABLE marts.dim_location (
    location_key integer NOT NULL,
    place text NOT NULL,
    location_name text NOT NULL,
    location_type text,
    area_network_code text,
    postcode text,
    is_superseded boolean NOT NULL,
    refreshed_at timestamptz NOT NULL,
    PRIMARY KEY (location_key),
    UNIQUE (place)
);
COMMENT ON TABLE marts.dim_location IS 'One place, with or without a code.';
COMMENT ON COLUMN marts.dim_location.location_key IS 'Its key in the facts.';
COMMENT ON COLUMN marts.dim_location.place IS 'Its location code, or LOC:<postcode>:<name>.';
COMMENT ON COLUMN marts.dim_location.location_name IS 'Its name.';
COMMENT ON COLUMN marts.dim_location.location_type IS 'trust, gp_practice and so on; none without a code.';
COMMENT ON COLUMN marts.dim_location.area_network_code IS 'The network in whose area it lies, if any.';
COMMENT ON COLUMN marts.dim_location.postcode IS 'Its postcode.';
COMMENT ON COLUMN marts.dim_location.is_superseded IS 'Another place follows it: nothing counts here.';
COMMENT ON COLUMN marts.dim_location.refreshed_at IS 'When the row was last made.';
