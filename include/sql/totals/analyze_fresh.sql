-- So that what follows is planned by what there is.
ANALYZE fresh_adoption, touched_adoption, fresh_deal
