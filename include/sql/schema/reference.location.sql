-- reference.location. Grain: One organisation or site, for a span of registry versions.
CREATE TABLE reference.location (
    location_code text NOT NULL,
    location_name text NOT NULL,
    location_type text NOT NULL,
    network_code text,
    postcode text,
    opened_date date,
    closed_date date,
    successor_code text,
    from_version integer NOT NULL,
    to_version integer,
    PRIMARY KEY (location_code, from_version)
);
COMMENT ON TABLE reference.location IS 'One organisation or site, for a span of registry versions.';
COMMENT ON COLUMN reference.location.location_code IS 'The ODS code.';
COMMENT ON COLUMN reference.location.location_name IS 'The organisation''s or site''s name.';
COMMENT ON COLUMN reference.location.location_type IS 'trust, hospital_site, gp_practice, pharmacy, care_home, community or other.';
COMMENT ON COLUMN reference.location.network_code IS 'The network in whose area it lies.';
COMMENT ON COLUMN reference.location.postcode IS 'Its postcode.';
COMMENT ON COLUMN reference.location.opened_date IS 'The day it opened.';
COMMENT ON COLUMN reference.location.closed_date IS 'The day it closed.';
COMMENT ON COLUMN reference.location.successor_code IS 'The code that follows it, one step.';
COMMENT ON COLUMN reference.location.from_version IS 'The first registry version in which the row holds.';
COMMENT ON COLUMN reference.location.to_version IS 'The first registry version in which it no longer holds.';
