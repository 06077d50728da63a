-- So that what follows is planned by what there is. Much of it came within this transaction.
ANALYZE first_adoption, live_step, place_step
