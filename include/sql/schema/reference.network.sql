-- reference.network. Grain: One reporting network, for a span of registry versions.
CREATE TABLE reference.network (
    network_code text NOT NULL,
    network_name text NOT NULL,
    name_since_2023 text NOT NULL,
    acronym text NOT NULL,
    area_description text NOT NULL,
    from_version integer NOT NULL,
    to_version integer,
    PRIMARY KEY (network_code, from_version)
);
COMMENT ON TABLE reference.network IS 'One reporting network, for a span of registry versions.';
COMMENT ON COLUMN reference.network.network_code IS 'The network''s code.';
COMMENT ON COLUMN reference.network.network_name IS 'Its name in the first licence.';
COMMENT ON COLUMN reference.network.name_since_2023 IS 'Its name since 2023.';
COMMENT ON COLUMN reference.network.acronym IS 'What it calls itself for short.';
COMMENT ON COLUMN reference.network.area_description IS 'The area it serves, in words.';
COMMENT ON COLUMN reference.network.from_version IS 'The first registry version in which the row holds.';
COMMENT ON COLUMN reference.network.to_version IS 'The first registry version in which it no longer holds.';
