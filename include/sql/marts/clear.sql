-- Forgets the marts that every refresh makes anew.
DELETE FROM national_totals;
DELETE FROM network_totals;
DELETE FROM reconciliation_ladder
