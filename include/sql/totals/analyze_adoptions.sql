-- So that what follows is planned by what there is. Grown from nothing, within this transaction.
ANALYZE network_adoption, network_deal
