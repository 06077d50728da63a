-- reference.registry_version. Grain: One state of the whole registry.
CREATE TABLE reference.registry_version (
    registry_version bigint GENERATED ALWAYS AS IDENTITY,
    content_sha256 text NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (registry_version)
);
COMMENT ON TABLE reference.registry_version IS 'One state of the whole registry.';
COMMENT ON COLUMN reference.registry_version.registry_version IS 'The version''s number, growing.';
COMMENT ON COLUMN reference.registry_version.content_sha256 IS 'Hash of the registry''s content.';
COMMENT ON COLUMN reference.registry_version.recorded_at IS 'When the version was loaded.';
