-- Keeps what a lake partition was last written as.
INSERT INTO intake.lake_partition (network_code, reporting_period, dataset, lines_of, etag)
VALUES (:network_code, :reporting_period, :dataset, :lines_of, :etag)
ON CONFLICT (network_code, reporting_period, dataset) DO UPDATE
    SET
        lines_of = excluded.lines_of,
        etag = excluded.etag
