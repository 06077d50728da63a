-- So that what follows is planned by what there is.
ANALYZE asked_location
