-- So that what follows is planned by what there is. Much of it came within this transaction.
ANALYZE network_adoption, network_deal
