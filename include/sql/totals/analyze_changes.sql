-- So that what follows is planned by what there is.
ANALYZE adoption_change, deal_change, touched_status
