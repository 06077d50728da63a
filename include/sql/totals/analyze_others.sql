-- So that what follows is planned by what there is.
ANALYZE other_claim, fresh_deal
