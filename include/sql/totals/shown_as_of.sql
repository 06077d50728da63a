-- The marts as they were shown at adoption.moment, for a past moment; coverage and who speaks are made anew.
DROP TABLE IF EXISTS pg_temp.speaking;
CREATE TEMPORARY TABLE speaking (LIKE intake.current_submission) ON COMMIT DROP;
CREATE TEMPORARY TABLE coverage (LIKE marts.coverage INCLUDING ALL) ON COMMIT DROP;
CREATE TEMPORARY VIEW national_totals AS
SELECT * FROM marts.national_totals_history
WHERE
    shown_from <= CAST(current_setting('adoption.moment') AS timestamptz)
    AND shown_until > CAST(current_setting('adoption.moment') AS timestamptz);
CREATE TEMPORARY VIEW network_totals AS
SELECT * FROM marts.network_totals_history
WHERE
    shown_from <= CAST(current_setting('adoption.moment') AS timestamptz)
    AND shown_until > CAST(current_setting('adoption.moment') AS timestamptz);
CREATE TEMPORARY VIEW innovation_totals AS
SELECT * FROM marts.innovation_totals_history
WHERE
    shown_from <= CAST(current_setting('adoption.moment') AS timestamptz)
    AND shown_until > CAST(current_setting('adoption.moment') AS timestamptz);
CREATE TEMPORARY VIEW reconciliation_ladder AS
SELECT * FROM marts.reconciliation_ladder_history
WHERE
    shown_from <= CAST(current_setting('adoption.moment') AS timestamptz)
    AND shown_until > CAST(current_setting('adoption.moment') AS timestamptz);
CREATE TEMPORARY VIEW "overlaps" AS
SELECT * FROM marts.overlaps_history
WHERE
    shown_from <= CAST(current_setting('adoption.moment') AS timestamptz)
    AND shown_until > CAST(current_setting('adoption.moment') AS timestamptz)
