-- The tables of totals and marts, empty, for a past moment; they end with the transaction.
CREATE TEMPORARY TABLE counted_source (LIKE totals.counted_source INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE shared_adoption (LIKE totals.shared_adoption INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE network_place (LIKE totals.network_place INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE network_innovation (LIKE totals.network_innovation INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE network_deal (LIKE totals.network_deal INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE place_step (LIKE totals.place_step INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE figure (LIKE totals.figure INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE national_totals (LIKE marts.national_totals INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE network_totals (LIKE marts.network_totals INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE innovation_totals (LIKE marts.innovation_totals INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE reconciliation_ladder (LIKE marts.reconciliation_ladder INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE "overlaps" (LIKE marts."overlaps" INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY TABLE coverage (LIKE marts.coverage INCLUDING ALL) ON COMMIT DROP
