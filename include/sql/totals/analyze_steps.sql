-- So that what follows is planned by what there is. Grown from nothing, within this transaction.
ANALYZE first_adoption, live_step, place_step
