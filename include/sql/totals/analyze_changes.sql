-- So that what follows is planned by what there is.
ANALYZE claim_change (reporting_period, place, innovation_code, network_code), other_source
