-- So that what follows is planned by what there is. Much of it came within this transaction.
ANALYZE shared_adoption, network_place, network_innovation, place_step, network_deal
