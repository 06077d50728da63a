-- For questions about lines added in this transaction, of which the planner knows nothing yet: it would
-- join a million of them in a loop, or sort them.
SELECT
    set_config('enable_nestloop', 'off', TRUE),
    set_config('enable_mergejoin', 'off', TRUE),
    set_config('work_mem', '256MB', TRUE)
