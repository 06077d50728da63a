-- So that what follows is planned by what there is.
ANALYZE claim_sum
