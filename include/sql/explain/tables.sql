-- What one explanation works with: tables of this transaction alone.
DROP TABLE IF EXISTS pg_temp.source;
DROP TABLE IF EXISTS pg_temp.explained;

-- Grain: one dataset of one counting submission that the figure could have come from.
CREATE TEMPORARY TABLE source (
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    submission_id text NOT NULL,
    lines_of text NOT NULL,
    -- Why its lines don't count; null: it speaks.
    standing text
) ON COMMIT DROP;

-- Grain: one row of one file.
CREATE TEMPORARY TABLE explained (
    counts boolean NOT NULL,
    reason text,
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    submission_id text NOT NULL,
    sheet text,
    row_number bigint NOT NULL,
    innovation_code text,
    place text,
    deal_reference text,
    -- What is counted, where distinct things are; else what is added up.
    thing text,
    amount numeric
) ON COMMIT DROP;
