-- Counting everything sorts everything: in memory where it fits.
SET LOCAL work_mem = '256MB'
