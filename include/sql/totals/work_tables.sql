-- What one refresh works with: tables of this transaction alone.
DROP TABLE IF EXISTS pg_temp.speaking;
DROP TABLE IF EXISTS pg_temp.touched_source;
DROP TABLE IF EXISTS pg_temp.fresh_adoption;
DROP TABLE IF EXISTS pg_temp.touched_adoption;
DROP TABLE IF EXISTS pg_temp.adoption_change;
DROP TABLE IF EXISTS pg_temp.touched_status;
DROP TABLE IF EXISTS pg_temp.status_history;
DROP TABLE IF EXISTS pg_temp.step_change;
DROP TABLE IF EXISTS pg_temp.fresh_deal;
DROP TABLE IF EXISTS pg_temp.deal_change;
DROP TABLE IF EXISTS pg_temp.figure_change;
DROP TABLE IF EXISTS pg_temp.past_adoption_change;
DROP TABLE IF EXISTS pg_temp.past_deal_change;
DROP TABLE IF EXISTS pg_temp.touched_innovation;
DROP TABLE IF EXISTS pg_temp.shown_period;
DROP TABLE IF EXISTS pg_temp.cut;

-- Grain: one network, period and dataset that is not missing.
CREATE TEMPORARY TABLE speaking (
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    submission_id text NOT NULL,
    lines_of text NOT NULL,
    is_nil boolean NOT NULL,
    PRIMARY KEY (reporting_period, network_code, dataset)
) ON COMMIT DROP;

-- Grain: one network, period and dataset whose lines may have changed.
CREATE TEMPORARY TABLE touched_source (
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    dataset text NOT NULL,
    PRIMARY KEY (reporting_period, network_code, dataset)
) ON COMMIT DROP;

-- Grain: one period, place, innovation and network of the touched sources, as their lines now say.
CREATE TEMPORARY TABLE fresh_adoption (LIKE totals.network_adoption) ON COMMIT DROP;

-- Grain: one period, place and innovation that a touched source reports or reported.
CREATE TEMPORARY TABLE touched_adoption (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL
) ON COMMIT DROP;

-- Grain: one row of network_adoption that goes (sign -1) or comes (sign 1).
CREATE TEMPORARY TABLE adoption_change (sign integer NOT NULL, LIKE totals.network_adoption) ON COMMIT DROP;

-- Grain: one period, place, innovation and network whose status, or being reported at all, changes.
CREATE TEMPORARY TABLE touched_status (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL
) ON COMMIT DROP;

-- Grain: one place, innovation, scope and period, of the adoptions whose status changes anywhere.
CREATE TEMPORARY TABLE status_history (
    place text NOT NULL,
    innovation_code text NOT NULL,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    is_adopted boolean NOT NULL
) ON COMMIT DROP;

-- Grain: one amount to be added to one row of place_step.
CREATE TEMPORARY TABLE step_change (
    place text NOT NULL,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    step integer NOT NULL
) ON COMMIT DROP;

-- Grain: one period, deal and network of the touched sources, as their lines now say.
CREATE TEMPORARY TABLE fresh_deal (LIKE totals.network_deal) ON COMMIT DROP;

-- Grain: one row of network_deal that goes (sign -1) or comes (sign 1).
CREATE TEMPORARY TABLE deal_change (sign integer NOT NULL, LIKE totals.network_deal) ON COMMIT DROP;

-- Grain: one row of adoption_change or deal_change, of the changes before this one.
CREATE TEMPORARY TABLE past_adoption_change (LIKE adoption_change) ON COMMIT DROP;
CREATE TEMPORARY TABLE past_deal_change (LIKE deal_change) ON COMMIT DROP;

-- Grain: one amount to be added to one row of figure.
CREATE TEMPORARY TABLE figure_change (
    innovation_code text NOT NULL,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    innovations_count bigint NOT NULL DEFAULT 0,
    locations_count bigint NOT NULL DEFAULT 0,
    adoptions_count bigint NOT NULL DEFAULT 0,
    beneficiaries_count bigint NOT NULL DEFAULT 0,
    beneficiaries_floor_count bigint NOT NULL DEFAULT 0,
    beneficiaries_ceiling_count bigint NOT NULL DEFAULT 0,
    people_reached_count bigint NOT NULL DEFAULT 0,
    cases_avoided_count bigint NOT NULL DEFAULT 0,
    jobs_created_fte numeric NOT NULL DEFAULT 0,
    jobs_safeguarded_fte numeric NOT NULL DEFAULT 0,
    investment_gbp numeric NOT NULL DEFAULT 0,
    first_innovations_count bigint NOT NULL DEFAULT 0,
    first_locations_count bigint NOT NULL DEFAULT 0,
    first_adoptions_count bigint NOT NULL DEFAULT 0,
    live_locations_step bigint NOT NULL DEFAULT 0
) ON COMMIT DROP;

-- Grain: one innovation whose figures changed.
CREATE TEMPORARY TABLE touched_innovation (innovation_code text PRIMARY KEY) ON COMMIT DROP;

-- Grain: one period from the first to the last with a counting submission.
CREATE TEMPORARY TABLE shown_period (
    reporting_period text PRIMARY KEY,
    period_label text NOT NULL,
    period_start_date date NOT NULL,
    period_end_date date NOT NULL
) ON COMMIT DROP;

-- Grain: one scope (as a whole, or one innovation in it), period and time basis, with its measures.
CREATE TEMPORARY TABLE cut (
    innovation_code text NOT NULL,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    time_basis text NOT NULL,
    innovations_count bigint NOT NULL,
    locations_count bigint NOT NULL,
    live_locations_count bigint NOT NULL,
    adoptions_count bigint NOT NULL,
    beneficiaries_count bigint NOT NULL,
    beneficiaries_floor_count bigint NOT NULL,
    beneficiaries_ceiling_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL,
    jobs_created_fte numeric NOT NULL,
    jobs_safeguarded_fte numeric NOT NULL,
    investment_gbp numeric NOT NULL
) ON COMMIT DROP;
