-- One refresh runs at a time: it may sort and hash in memory what fits. Sorting a million lines to join them
-- with the registry took longer than hashing the registry.
SET LOCAL work_mem = '256MB';
SET LOCAL enable_mergejoin = off
