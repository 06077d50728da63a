-- So that what follows is planned by what there is.
ANALYZE shared_adoption
