-- The names of engines/national_totals.sql in PostgreSQL: lines of whoever is in the table speaking, and the registry of
-- one version. They end with the transaction. Texts compare by their bytes, whatever the database's own order is.
CREATE TEMPORARY TABLE location_place (
    location_code text COLLATE "C" PRIMARY KEY,
    place text COLLATE "C" NOT NULL,
    network_code text COLLATE "C"
) ON COMMIT DROP;

CREATE TEMPORARY TABLE network (
    network_code text COLLATE "C" PRIMARY KEY
) ON COMMIT DROP;

CREATE TEMPORARY TABLE period (
    reporting_period text COLLATE "C" PRIMARY KEY,
    period_label text NOT NULL,
    period_start_date date NOT NULL,
    period_end_date date NOT NULL
) ON COMMIT DROP;

CREATE TEMPORARY VIEW adoption_line AS
SELECT
    line.reporting_period COLLATE "C" AS reporting_period,
    speaking.network_code COLLATE "C" AS network_code,
    line.innovation_code COLLATE "C" AS innovation_code,
    line.location COLLATE "C" AS location,
    line.adoption_status,
    line.beneficiaries_count,
    line.benefit_basis
FROM pg_temp.speaking
INNER JOIN warehouse.adoption_line AS line
    ON speaking.lines_of = line.submission_id AND speaking.reporting_period = line.reporting_period
WHERE speaking.dataset = 'adoptions';

CREATE TEMPORARY VIEW economic_impact_line AS
SELECT
    line.reporting_period COLLATE "C" AS reporting_period,
    speaking.network_code COLLATE "C" AS network_code,
    line.deal_reference COLLATE "C" AS deal_reference,
    line.investment_gbp,
    line.jobs_created_fte,
    line.jobs_safeguarded_fte
FROM pg_temp.speaking
INNER JOIN warehouse.economic_impact_line AS line
    ON speaking.lines_of = line.submission_id AND speaking.reporting_period = line.reporting_period
WHERE speaking.dataset = 'economic_impact'
