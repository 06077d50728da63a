-- marts.bridge. Grain: By how much one change moved one national figure. Over the changes recorded between two moments they add up to the figure's movement, exactly.
COMMENT ON VIEW marts.bridge IS 'By how much one change moved one national figure. Over the changes recorded between two moments they add up to the figure''s movement, exactly.';
COMMENT ON COLUMN marts.bridge.recorded_at IS 'When the change was recorded.';
COMMENT ON COLUMN marts.bridge.reason IS 'late (first time in), restated, withdrawn (or reinstated), corrected, reference (the registry changed) or rule_change.';
COMMENT ON COLUMN marts.bridge.network_code IS 'The network whose lines changed.';
COMMENT ON COLUMN marts.bridge.submission_id IS 'The submission that came, or was acted on; none: the registry.';
COMMENT ON COLUMN marts.bridge.registry_version IS 'The registry version that came; none: a submission.';
COMMENT ON COLUMN marts.bridge.reporting_period IS 'The reporting period, such as 2017-18-Q3.';
COMMENT ON COLUMN marts.bridge.time_basis IS 'in_period: the quarter alone; since_201314: every period up to it.';
COMMENT ON COLUMN marts.bridge.measure IS 'The measure, by its column''s name in national_totals.';
COMMENT ON COLUMN marts.bridge.movement IS 'The figure after the change, less the figure before it.';
COMMENT ON COLUMN marts.bridge.refreshed_at IS 'When the row was last made.';
