-- intake.lake_partition. Grain: One partition of the lake as it was last written.
CREATE TABLE intake.lake_partition (
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    lines_of text,
    etag text,
    PRIMARY KEY (network_code, reporting_period, dataset)
);
COMMENT ON TABLE intake.lake_partition IS 'One partition of the lake as it was last written.';
COMMENT ON COLUMN intake.lake_partition.network_code IS 'The network.';
COMMENT ON COLUMN intake.lake_partition.reporting_period IS 'The period.';
COMMENT ON COLUMN intake.lake_partition.dataset IS 'The dataset.';
COMMENT ON COLUMN intake.lake_partition.lines_of IS 'The decision whose lines it holds; none: deleted.';
COMMENT ON COLUMN intake.lake_partition.etag IS 'The store''s ETag of what was written.';
