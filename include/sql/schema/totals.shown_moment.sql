-- totals.shown_moment. Grain: A moment at which everything recorded by then was counted, and shown in the marts.
CREATE TABLE totals.shown_moment (
    shown_at timestamptz NOT NULL,
    registry_version integer NOT NULL,
    PRIMARY KEY (shown_at)
);
COMMENT ON TABLE totals.shown_moment IS 'A moment at which everything recorded by then was counted, and shown in the marts.';
COMMENT ON COLUMN totals.shown_moment.shown_at IS 'The moment.';
COMMENT ON COLUMN totals.shown_moment.registry_version IS 'The registry version that was used; 0: none.';
