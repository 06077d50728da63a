-- So that what follows is planned by what there is.
ANALYZE shown_period, touched_innovation
