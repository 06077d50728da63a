-- So that what follows is planned by what there is.
ANALYZE cut (innovation_code, scope, reporting_period, time_basis)
