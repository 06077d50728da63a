-- What one refresh works with: tables of this transaction alone.
DROP TABLE IF EXISTS pg_temp.speaking;
DROP TABLE IF EXISTS pg_temp.touched_source;
DROP TABLE IF EXISTS pg_temp.claim_change;
DROP TABLE IF EXISTS pg_temp.other_source;
DROP TABLE IF EXISTS pg_temp.asked_location;
DROP TABLE IF EXISTS pg_temp.other_claim;
DROP TABLE IF EXISTS pg_temp.recurring;
DROP TABLE IF EXISTS pg_temp.contested;
DROP TABLE IF EXISTS pg_temp.contested_change;
DROP TABLE IF EXISTS pg_temp.claim_sum;
DROP TABLE IF EXISTS pg_temp.touched_claim;
DROP TABLE IF EXISTS pg_temp.step_change;
DROP TABLE IF EXISTS pg_temp.fresh_deal;
DROP TABLE IF EXISTS pg_temp.deal_change;
DROP TABLE IF EXISTS pg_temp.figure_change;
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

-- Grain: one period, place, innovation and network of the touched sources that says something else than it said.
CREATE TEMPORARY TABLE claim_change (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL,
    was_reported boolean NOT NULL,
    was_adopted boolean NOT NULL,
    was_beneficiaries_count bigint NOT NULL,
    was_people_reached_count bigint NOT NULL,
    was_cases_avoided_count bigint NOT NULL,
    was_all_bases_count bigint NOT NULL,
    is_reported boolean NOT NULL,
    is_adopted boolean NOT NULL,
    beneficiaries_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL,
    all_bases_count bigint NOT NULL
) ON COMMIT DROP;

-- Grain: one network and period whose lines may stand beside those that change, and how to read them.
CREATE TEMPORARY TABLE other_source (
    reporting_period text NOT NULL,
    network_code text NOT NULL,
    lines_of text NOT NULL,
    registry_version integer NOT NULL
) ON COMMIT DROP;

-- Grain: one location under which others may report an adoption that changes; no period: in any.
CREATE TEMPORARY TABLE asked_location (
    place text NOT NULL,
    innovation_code text NOT NULL,
    location text NOT NULL,
    reporting_period text
) ON COMMIT DROP;

-- Grain: one period, place, innovation and network beside those that change.
CREATE TEMPORARY TABLE other_claim (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL,
    is_adopted boolean NOT NULL,
    beneficiaries_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL,
    all_bases_count bigint NOT NULL
) ON COMMIT DROP;

-- Grain: one place and innovation that changes and of which there is more than one claim, ever.
CREATE TEMPORARY TABLE recurring (
    place text NOT NULL,
    innovation_code text NOT NULL
) ON COMMIT DROP;

-- Grain: one period, place and innovation that changes and that several networks report or reported.
CREATE TEMPORARY TABLE contested (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL
) ON COMMIT DROP;

-- Grain: one network's claim to a contested adoption that goes (sign -1) or comes (sign 1).
CREATE TEMPORARY TABLE contested_change (
    sign integer NOT NULL,
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL,
    beneficiaries_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL,
    all_bases_count bigint NOT NULL,
    networks_count integer NOT NULL,
    is_counted boolean NOT NULL,
    is_floor boolean NOT NULL,
    decided_by text NOT NULL
) ON COMMIT DROP;

-- What claim_change adds up to. Grain: one place or innovation, network and period, apart by what else is said.
CREATE TEMPORARY TABLE claim_sum (
    place text,
    innovation_code text,
    network_code text NOT NULL,
    reporting_period text NOT NULL,
    is_contested boolean NOT NULL,
    is_recurring boolean NOT NULL,
    -- Whether any of them is adopted anew, or no longer.
    has_turned boolean NOT NULL,
    was_reported_count bigint NOT NULL,
    reported_count bigint NOT NULL,
    was_adopted_count bigint NOT NULL,
    adopted_count bigint NOT NULL,
    -- More than before.
    beneficiaries_count bigint NOT NULL,
    people_reached_count bigint NOT NULL,
    cases_avoided_count bigint NOT NULL
) ON COMMIT DROP;

-- Grain: one claim to an adoption that was contested at any of the changes.
CREATE TEMPORARY TABLE touched_claim (
    reporting_period text NOT NULL,
    place text NOT NULL,
    innovation_code text NOT NULL,
    network_code text NOT NULL,
    PRIMARY KEY (reporting_period, place, innovation_code, network_code)
) ON COMMIT DROP;

-- Grain: one amount to be added to one row of place_step, or (no place) to an innovation's figure.
CREATE TEMPORARY TABLE step_change (
    place text,
    innovation_code text,
    scope text NOT NULL,
    reporting_period text NOT NULL,
    step integer NOT NULL
) ON COMMIT DROP;

-- Grain: one period, deal and network of the touched sources, as their lines now say.
CREATE TEMPORARY TABLE fresh_deal (LIKE totals.network_deal) ON COMMIT DROP;

-- Grain: one row of network_deal that goes (sign -1) or comes (sign 1).
CREATE TEMPORARY TABLE deal_change (sign integer NOT NULL, LIKE totals.network_deal) ON COMMIT DROP;

-- Grain: one row of deal_change, of the changes before this one.
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

-- Grain: one innovation whose figures changed at any of the changes.
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
