-- reference.correction. Grain: One registered correction of what a network sent, for a span of registry versions.
CREATE TABLE reference.correction (
    correction_id text NOT NULL,
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    content text NOT NULL,
    reason text NOT NULL,
    from_version integer NOT NULL,
    to_version integer,
    PRIMARY KEY (correction_id, from_version)
);
COMMENT ON TABLE reference.correction IS 'One registered correction of what a network sent, for a span of registry versions.';
COMMENT ON COLUMN reference.correction.correction_id IS 'Made from its content.';
COMMENT ON COLUMN reference.correction.network_code IS 'The network whose rows it corrects.';
COMMENT ON COLUMN reference.correction.reporting_period IS 'The period of the rows.';
COMMENT ON COLUMN reference.correction.dataset IS 'The dataset of the rows.';
COMMENT ON COLUMN reference.correction.content IS 'The whole entry as JSON: match, action, expect, reason.';
COMMENT ON COLUMN reference.correction.reason IS 'Why, and who agreed.';
COMMENT ON COLUMN reference.correction.from_version IS 'The first registry version in which the row holds.';
COMMENT ON COLUMN reference.correction.to_version IS 'The first registry version in which it no longer holds.';
