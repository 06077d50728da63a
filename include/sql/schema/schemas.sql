-- The five schemas, each with its promise.
CREATE SCHEMA reference;
COMMENT ON SCHEMA reference IS 'The registry with its history.';
CREATE SCHEMA intake;
COMMENT ON SCHEMA intake IS 'The ledger: uploads, submissions, findings, acts. Backed up.';
CREATE SCHEMA warehouse;
COMMENT ON SCHEMA warehouse IS 'Accepted lines of every submission. Restricted: it holds notes.';
CREATE SCHEMA totals;
COMMENT ON SCHEMA totals IS 'Derived state from which the marts are made.';
CREATE SCHEMA marts;
COMMENT ON SCHEMA marts IS 'What BI tools read.';
