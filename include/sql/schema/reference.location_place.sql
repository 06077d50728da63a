-- reference.location_place. Grain: The place that one location code stands for, for a span of registry versions.
CREATE TABLE reference.location_place (
    location_code text NOT NULL,
    place text NOT NULL,
    ending text NOT NULL,
    network_code text,
    from_version integer NOT NULL,
    to_version integer,
    PRIMARY KEY (location_code, from_version)
);
COMMENT ON TABLE reference.location_place IS 'The place that one location code stands for, for a span of registry versions.';
COMMENT ON COLUMN reference.location_place.location_code IS 'The code as reported.';
COMMENT ON COLUMN reference.location_place.place IS 'The end of its chain of successors.';
COMMENT ON COLUMN reference.location_place.ending IS 'end, unknown_successor or loop: how the chain ended.';
COMMENT ON COLUMN reference.location_place.network_code IS 'The network in whose area the place lies.';
COMMENT ON COLUMN reference.location_place.from_version IS 'The first registry version in which the row holds.';
COMMENT ON COLUMN reference.location_place.to_version IS 'The first registry version in which it no longer holds.';
