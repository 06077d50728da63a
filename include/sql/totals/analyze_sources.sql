-- So that what follows is planned by what there is.
ANALYZE speaking, touched_source
