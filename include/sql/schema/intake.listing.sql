-- intake.listing. Grain: One full listing of a bucket.
CREATE TABLE intake.listing (
    listing_id bigint GENERATED ALWAYS AS IDENTITY,
    bucket text NOT NULL,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (listing_id)
);
COMMENT ON TABLE intake.listing IS 'One full listing of a bucket.';
COMMENT ON COLUMN intake.listing.listing_id IS 'The listing''s number.';
COMMENT ON COLUMN intake.listing.bucket IS 'The bucket.';
COMMENT ON COLUMN intake.listing.started_at IS 'When the listing began.';
