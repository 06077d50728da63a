-- One refresh runs at a time: it may sort in memory what fits.
SET LOCAL work_mem = '256MB'
