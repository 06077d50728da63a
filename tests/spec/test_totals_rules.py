"""The rules of totals.md, sections 1 to 7, as small drawn tables."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from adoption_reports.metadata.tables.marts import MEASURES
from adoption_reports.storage.database import engine, table
from adoption_reports.storage.totals import known_at, marts_tables, national_totals, rebuild, refresh
from tests.spec.drawn_history import NETWORKS, DrawnHistory, figures, recounted, shown

Q1, Q2, Q3, Q4 = (f"2017-18-Q{n}" for n in range(1, 5))
REGISTRY = (("L1", "NENC", None), ("L2", "YH", "L3"), ("L3", "YH", None), ("L4", None, None))
ADOPTED = ("INN-0001", "L1", "adopted", 10, "received")


@pytest.fixture
def history(connection: sa.Connection) -> DrawnHistory:
    drawn = DrawnHistory(connection)
    drawn.registry(REGISTRY)
    return drawn


def brought_up_to_date(history: DrawnHistory) -> dict[str, list[dict[str, Any]]]:
    """The marts after a refresh, which a recount and a rebuild must agree with."""
    refresh(history.connection, now=history.tick())
    kept = shown(history.connection)
    assert figures(kept) == recounted(history)
    rebuild(history.connection, now=history.now)
    assert shown(history.connection) == kept
    return kept


def nation(history: DrawnHistory, period: str, basis: str = "in_period") -> dict[str, Any]:
    return figures(brought_up_to_date(history)).national[period, basis]


def adoption(place: str, people: int, basis: str = "received", status: str = "adopted") -> tuple[Any, ...]:
    return ("INN-0001", place, status, people, basis if people else "")


# Section 3: adoptions


@pytest.mark.parametrize(
    ("place", "nenc", "yh", "counted", "reason"),
    [
        ("L1", 1, 99, 1, "Counts: the place lies in its area."),
        ("L4", 1, 99, 99, "Counts: it reports the most beneficiaries on all bases together."),
        ("L4", 5, 5, 5, "Counts: its figures are the largest, and its code comes first among equals."),
        ("LOC:NE14LP:gym", 3, 2, 3, "Counts: it reports the most beneficiaries on all bases together."),
    ],
)
def test_who_counts_of_two(history: DrawnHistory, place: str, nenc: int, yh: int, counted: int, reason: str) -> None:
    history.submit("NENC", Q1, adoptions=[adoption(place, nenc)])
    history.submit("YH", Q1, adoptions=[adoption(place, yh)])
    marts = brought_up_to_date(history)
    totals = figures(marts).national[Q1, "in_period"]
    assert totals["beneficiaries_count"] == counted
    assert (totals["beneficiaries_floor_count"], totals["beneficiaries_ceiling_count"]) == (min(nenc, yh), nenc + yh)
    assert [row["reason"] for row in marts["overlaps"] if row["is_counted"]] == [reason]


def test_the_area_counts_only_if_it_reports(history: DrawnHistory) -> None:
    history.submit("EM", Q1, adoptions=[adoption("L1", 3)])
    history.submit("YH", Q1, adoptions=[adoption("L1", 4)])
    history.submit("NENC", Q1, adoptions=[adoption("L1", 0, status="planned")])
    assert nation(history, Q1)["beneficiaries_count"] == 4


def test_the_largest_is_chosen_on_all_bases_and_the_floor_is_nothing_on_another(history: DrawnHistory) -> None:
    history.submit("EM", Q1, adoptions=[adoption("L4", 6)])
    history.submit("YH", Q1, adoptions=[adoption("L4", 7, "avoided")])
    totals = nation(history, Q1)
    assert (totals["beneficiaries_count"], totals["cases_avoided_count"]) == (0, 7)
    assert (totals["beneficiaries_floor_count"], totals["beneficiaries_ceiling_count"]) == (0, 6)


def test_two_codes_of_one_place_in_one_network_are_one_adoption_and_add_up(history: DrawnHistory) -> None:
    lines = [adoption("L2", 30), adoption("L3", 25, "covered"), ("INN-0002", "L2", "adopted", 1, "completed")]
    history.submit("YH", Q1, adoptions=lines)
    totals = nation(history, Q1)
    assert (totals["adoptions_count"], totals["innovations_count"], totals["locations_count"]) == (2, 2, 1)
    assert (totals["beneficiaries_count"], totals["people_reached_count"]) == (31, 25)


# Section 2: places


def test_chains_end_at_the_last_known_code_and_loops_at_their_first_member(history: DrawnHistory) -> None:
    history.registry(
        (("A1", "YH", "A2"), ("A2", "YH", "NOBODY"), ("B3", "EM", "B1"), ("B1", "EM", "B2"), ("B2", "EM", "B1"))
    )
    places = ("A1", "A2", "B3", "B1", "B2")
    history.submit("EM", Q1, adoptions=[adoption(place, 1) for place in places])
    marts = brought_up_to_date(history)
    assert figures(marts).national[Q1, "in_period"]["locations_count"] == 2
    found = history.connection.execute(sa.select(table("totals.network_place").c.place)).scalars().all()
    assert set(found) == {"A2", "B1"}


def test_a_new_registry_moves_adoptions_and_an_older_moment_keeps_theirs(history: DrawnHistory) -> None:
    history.submit("YH", Q1, adoptions=[adoption("L1", 1), adoption("L3", 2)])
    history.submit("NENC", Q1, adoptions=[adoption("L1", 5)])
    before = nation(history, Q1)
    moment = history.now
    assert (before["adoptions_count"], before["beneficiaries_count"]) == (2, 7)
    history.registry((("L1", "NENC", "L3"), ("L2", "YH", "L3"), ("L3", "YH", None), ("L4", None, None)))
    after = nation(history, Q1)
    assert (after["adoptions_count"], after["beneficiaries_count"]) == (1, 3)
    known = national_totals(history.connection, period=Q1, as_of=moment)
    assert {name: known[0][name] for name in before} == before


def test_an_area_that_changes_hands_changes_who_counts(history: DrawnHistory) -> None:
    history.submit("YH", Q1, adoptions=[adoption("L1", 1)])
    history.submit("NENC", Q1, adoptions=[adoption("L1", 5)])
    assert nation(history, Q1)["beneficiaries_count"] == 5
    history.registry((("L1", "YH", None), *REGISTRY[1:]))
    assert nation(history, Q1)["beneficiaries_count"] == 1


# Section 4: deals


def test_a_shared_deal_counts_once_with_all_figures_of_the_largest_line(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, deals=[("D-01", "INN-0001", "100.10", "9.5", "1.0")])
    history.submit("YH", Q1, deals=[("D-01", "INN-0002", "100.20", "0.5", "0.0")])
    history.submit("YH", Q2, deals=[("D-01", "INN-0002", "50.00", "1.0", "0.0")])
    found = figures(brought_up_to_date(history))
    first, since = found.national[Q1, "in_period"], found.national[Q2, "since_201314"]
    assert (first["investment_gbp"], first["jobs_created_fte"]) == (Decimal("100.20"), Decimal("0.5"))
    assert since["investment_gbp"] == Decimal("150.20")
    assert {key[2] for key in found.innovations} == {"INN-0002"}
    assert found.ladder[Q1, "in_period", "investment_gbp"] == (
        Decimal("200.30"),
        Decimal("100.10"),
        Decimal("100.20"),
    )


def test_deals_of_the_same_size_go_to_the_alphabetically_first_network(history: DrawnHistory) -> None:
    for network, jobs in (("YH", "1.0"), ("EM", "2.0")):
        history.submit(network, Q1, deals=[("D-01", "INN-0001", "5.00", jobs, "0.0")])
    assert nation(history, Q1)["jobs_created_fte"] == Decimal("2.0")


def test_a_thousand_deals_at_the_limit_do_not_overflow(history: DrawnHistory) -> None:
    deals = [(f"D-{n:04d}", "INN-0001", "1000000000.00", "10000.0", "10000.0") for n in range(1001)]
    history.submit("NENC", Q1, deals=deals)
    refresh(history.connection, now=history.now)
    assert national_totals(history.connection)[0]["investment_gbp"] == Decimal("1001000000000.00")


# Section 5: since 2013/14


def test_what_was_adopted_in_two_quarters_is_one_adoption_and_its_people_add_up(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    history.submit("NENC", Q3, adoptions=[ADOPTED, adoption("L4", 1)])
    found = figures(brought_up_to_date(history)).national
    assert [found[period, "since_201314"]["adoptions_count"] for period in (Q1, Q2, Q3)] == [1, 1, 2]
    assert [found[period, "since_201314"]["beneficiaries_count"] for period in (Q1, Q2, Q3)] == [10, 10, 21]
    assert found[Q2, "in_period"]["adoptions_count"] == 0


@pytest.mark.parametrize(
    ("statuses", "live"),
    [
        (("adopted", "", "", ""), (1, 1, 1, 1)),
        (("adopted", "stopped", "", "adopted"), (1, 0, 0, 1)),
        (("planned", "adopted", "planned", ""), (0, 1, 0, 0)),
        (("stopped", "", "", "adopted"), (0, 0, 0, 1)),
    ],
)
def test_a_place_is_live_by_its_latest_line(
    history: DrawnHistory, statuses: tuple[str, ...], live: tuple[int, ...]
) -> None:
    for period, status in zip((Q1, Q2, Q3, Q4), statuses, strict=True):
        history.submit("NENC", period, adoptions=[adoption("L1", 0, status=status)] if status else [])
    found = figures(brought_up_to_date(history)).national
    for basis in ("in_period", "since_201314"):
        assert tuple(found[period, basis]["live_locations_count"] for period in (Q1, Q2, Q3, Q4)) == live


def test_the_latest_line_of_all_networks_decides_and_one_that_says_adopted_is_enough(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[adoption("L1", 1)])
    history.submit("YH", Q2, adoptions=[adoption("L1", 0, status="stopped")])
    found = figures(brought_up_to_date(history))
    assert found.national[Q2, "in_period"]["live_locations_count"] == 0
    assert found.networks[Q2, "in_period", "NENC"]["live_locations_count"] == 1
    assert found.ladder[Q2, "in_period", "live_locations_count"] == (1, 1, 0)
    history.submit("EM", Q2, adoptions=[adoption("L1", 1)])
    assert nation(history, Q2)["live_locations_count"] == 1


def test_a_late_file_for_an_old_quarter_changes_what_came_first_and_what_is_live(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[adoption("L1", 1)])
    history.submit("NENC", Q3, adoptions=[adoption("L1", 1)])
    brought_up_to_date(history)
    history.submit("NENC", Q2, adoptions=[adoption("L1", 0, status="stopped")])
    history.submit("NENC", Q1, adoptions=[])
    found = figures(brought_up_to_date(history)).national
    assert [found[period, "since_201314"]["adoptions_count"] for period in (Q1, Q2, Q3)] == [0, 0, 1]
    assert [found[period, "in_period"]["live_locations_count"] for period in (Q1, Q2, Q3)] == [0, 0, 1]


def test_a_new_quarter_shows_every_innovation_that_had_anything_before(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    brought_up_to_date(history)
    history.submit("NENC", Q2, adoptions=[("INN-0002", "L4", "adopted", 1, "received")])
    found = figures(brought_up_to_date(history)).innovations
    assert found[Q2, "since_201314", "INN-0001"]["beneficiaries_count"] == 10
    history.submit("NENC", Q2, adoptions=[], deals=[])
    history.withdraw("NENC-2017-18-Q2-r002")
    history.withdraw("NENC-2017-18-Q2-r001")
    assert {key[0] for key in figures(brought_up_to_date(history)).innovations} == {Q1}


# Section 6: cuts


def test_a_network_keeps_what_it_reported_even_where_another_counts(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[adoption("L1", 5)])
    history.submit("YH", Q1, adoptions=[adoption("L1", 7)])
    found = figures(brought_up_to_date(history))
    assert found.networks[Q1, "in_period", "YH"]["beneficiaries_count"] == 7
    assert found.ladder[Q1, "in_period", "beneficiaries_count"] == (12, 7, 5)
    assert found.ladder[Q1, "in_period", "beneficiaries_floor_count"] == (12, 7, 5)
    assert found.ladder[Q1, "in_period", "beneficiaries_ceiling_count"] == (12, 0, 12)
    assert len([key for key in found.networks if key[:2] == (Q1, "in_period")]) == len(NETWORKS)


def test_the_overlap_since_201314_is_there_although_the_networks_never_met_in_a_quarter(
    history: DrawnHistory,
) -> None:
    history.submit("YH", Q1, adoptions=[adoption("L1", 5)])
    history.submit("NENC", Q2, adoptions=[adoption("L1", 7)])
    found = figures(brought_up_to_date(history)).ladder
    assert found[Q2, "in_period", "adoptions_count"] == (1, 0, 1)
    assert found[Q2, "since_201314", "adoptions_count"] == (2, 1, 1)
    assert found[Q2, "since_201314", "locations_count"] == (2, 1, 1)
    assert found[Q2, "since_201314", "beneficiaries_count"] == (12, 0, 12)


# Section 7: coverage and status; section 1


def test_coverage_says_reported_nil_or_missing_and_who_is_late(history: DrawnHistory) -> None:
    due = datetime(2017, 7, 30, 22, 30, tzinfo=UTC)  # 23:30 in London on the due day of Q1
    history.submit("NENC", Q1, adoptions=[ADOPTED], uploaded_at=due)
    history.submit("YH", Q1, adoptions=[], uploaded_at=due + timedelta(minutes=40))
    marts = brought_up_to_date(history)
    found = {(row["reporting_period"], row["network_code"], row["dataset"]): row for row in marts["coverage"]}
    asked = [found[Q1, network, "adoptions"] for network in ("NENC", "YH", "EM")]
    assert [row["coverage"] for row in asked] == ["reported", "nil", "missing"]
    assert [row["is_late"] for row in asked] == [False, True, True]
    assert asked[0]["due_date"] == date(2017, 7, 30)
    assert asked[2]["submission_id"] is None
    last = found["2018-19-Q4", "EM", "adoptions"]
    assert (last["coverage"], last["is_late"]) == ("missing", False)
    totals = national_totals(history.connection, period=Q1)
    counted = [totals[0][f"{dataset}_networks_reported_count"] for dataset in ("adoptions", "economic")]
    assert counted == [2, 0]
    assert (totals[0]["networks_expected_count"], totals[0]["is_provisional"]) == (15, True)
    covered = {
        row["network_code"]: row["adoptions_coverage"]
        for row in marts["network_totals"]
        if row["time_basis"] == "in_period"
    }
    assert (covered["NENC"], covered["YH"], covered["EM"]) == ("reported", "nil", "missing")


def test_a_missing_report_becomes_late_as_days_pass_without_any_upload(history: DrawnHistory) -> None:
    history.submit("NENC", Q4, adoptions=[ADOPTED])
    refresh(history.connection, now=datetime(2018, 4, 30, 12, tzinfo=UTC))
    assert refresh(history.connection, now=datetime(2018, 4, 30, 22, 59, tzinfo=UTC)) == []
    assert refresh(history.connection, now=datetime(2018, 4, 30, 23, 0, tzinfo=UTC)) == [Q4]


def test_periods_run_from_the_first_to_the_last_with_a_counting_submission(history: DrawnHistory) -> None:
    assert brought_up_to_date(history)["national_totals"] == []
    history.submit("NENC", Q2, adoptions=[])
    history.submit("YH", Q4, deals=[("D-01", "INN-0001", "5.00", "1.0", "0.0")])
    history.submit("YH", "2018-19-Q1", adoptions=[ADOPTED], verdict="rejected")
    found = national_totals(history.connection)
    assert found == []
    brought_up_to_date(history)
    found = national_totals(history.connection)
    assert [row["reporting_period"] for row in found] == [Q2, Q2, Q3, Q3, Q4, Q4]
    assert found[0]["period_label"] == "2017/18 Q2 (Jul to Sep 2017)"
    assert (found[0]["period_start_date"], found[0]["period_end_date"]) == (date(2017, 7, 1), date(2017, 9, 30))


def test_the_rows_have_the_contract_s_columns_in_its_order(history: DrawnHistory) -> None:
    history.submit("NENC", Q2, adoptions=[ADOPTED])
    refresh(history.connection, now=history.now)
    row = national_totals(history.connection)[0]
    assert list(row) == [
        *("reporting_period", "period_label", "period_start_date", "period_end_date", "time_basis"),
        *MEASURES,
        *("adoptions_networks_reported_count", "economic_networks_reported_count"),
        *("networks_expected_count", "is_provisional"),
    ]
    kinds = {name: type(row[name]) for name in MEASURES}
    assert {name for name, kind in kinds.items() if kind is Decimal} == {
        "jobs_created_fte",
        "jobs_safeguarded_fte",
        "investment_gbp",
    }
    assert set(kinds.values()) == {int, Decimal}


def test_withdrawing_a_duplicate_leaves_the_lines_that_it_repeats(history: DrawnHistory) -> None:
    first = history.submit("NENC", Q1, adoptions=[ADOPTED])
    again = history.submit("NENC", Q1, adoptions=[ADOPTED], verdict="duplicate", repeats=first)
    brought_up_to_date(history)
    for name, people in ((first, 10), (again, None)):
        history.withdraw(name)
        found = figures(brought_up_to_date(history)).national
        assert found.get((Q1, "in_period"), {}).get("beneficiaries_count") == people


def test_the_log_tells_each_submission_and_what_became_of_it(history: DrawnHistory) -> None:
    first = history.submit("NENC", Q1, adoptions=[ADOPTED])
    second = history.submit("NENC", Q1, adoptions=[ADOPTED, adoption("L4", 1)])
    refused = history.submit("NENC", Q1, adoptions=[ADOPTED], verdict="rejected")
    history.withdraw(first)
    log = {row["submission_id"]: row for row in brought_up_to_date(history)["submission_log"]}
    assert {name: (row["is_current"], row["is_withdrawn"]) for name, row in log.items()} == {
        first: (False, True),
        second: (True, False),
        refused: (False, False),
    }
    assert log[second]["rows_accepted_count"] == 2


def test_held_rows_are_summed_by_rule_for_what_is_current(history: DrawnHistory) -> None:
    name = history.submit("NENC", Q1, adoptions=[ADOPTED])
    held = {"submission_id": name, "dataset": "adoptions", "benefit_basis": "received", "beneficiaries_count": 4}
    history.connection.execute(
        table("intake.held_row").insert(),
        [held | {"row_number": 7, "rules": ["R05", "R07"]}, held | {"row_number": 8, "rules": ["R05"]}],
    )
    summary = brought_up_to_date(history)["held_rows_summary"]
    assert [(row["rule"], row["rows_held_count"], row["beneficiaries_count"]) for row in summary] == [
        ("R05", 2, 8),
        ("R07", 1, 4),
    ]
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    assert brought_up_to_date(history)["held_rows_summary"] == []


def test_the_lake_gets_every_mart_typed_and_described(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    refresh(history.connection, now=history.now)
    found = marts_tables(history.connection)
    national = found["national_totals"]
    assert national.num_rows == 2
    assert str(national.schema.field("investment_gbp").type) == "decimal128(20, 2)"
    assert national.schema.field("adoptions_count").metadata[b"description"].startswith(b"Distinct innovations")
    assert set(found) == set(shown(history.connection))


def test_looking_at_a_past_moment_leaves_no_trace(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    kept = brought_up_to_date(history)
    with known_at(history.connection, history.now - timedelta(days=1)):
        count = sa.select(sa.func.count()).select_from(sa.table("national_totals"))
        assert history.connection.scalar(count) == 0
    assert len(national_totals(history.connection)) == 2
    assert shown(history.connection) == kept
    assert history.connection.scalar(sa.text("SHOW search_path")) == '"$user", public'


def test_readers_see_the_old_figures_until_all_marts_have_changed(history: DrawnHistory, database: sa.Engine) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    refresh(history.connection, now=history.now)
    history.connection.commit()
    history.submit("NENC", Q1, adoptions=[adoption("L1", 3)])
    refresh(history.connection, now=history.tick())
    with database.connect() as reader:
        before = shown(reader)
        history.connection.commit()
        after = shown(reader)
    assert figures(before).national[Q1, "in_period"]["beneficiaries_count"] == 10
    assert figures(after).national[Q1, "in_period"]["beneficiaries_count"] == 3


def test_a_change_that_comes_while_totals_are_made_waits_for_the_next_refresh(
    history: DrawnHistory, database: sa.Engine
) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    history.connection.commit()
    with database.connect() as refreshing:
        refresh(refreshing, now=history.tick())
        history.submit("YH", Q1, adoptions=[adoption("L4", 2)])
        history.connection.commit()
        refreshing.commit()
        assert national_totals(refreshing)[0]["beneficiaries_count"] == 10
        assert refresh(refreshing, now=history.tick()) == [Q1]
        assert national_totals(refreshing)[0]["beneficiaries_count"] == 12


def test_whoever_may_only_read_the_marts_can_read_the_totals(history: DrawnHistory, warehouse: Any) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED])
    refresh(history.connection, now=history.now)
    history.connection.commit()
    reader = engine(warehouse.reader_url)
    with reader.connect() as connection:
        assert national_totals(connection)[0]["beneficiaries_count"] == 10
        with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
            connection.execute(sa.select(table("totals.figure")))
    reader.dispose()


# Contract, section 10: facts and dimensions


def star(history: DrawnHistory) -> list[dict[str, Any]]:
    """Every fact of adoptions with the words of its dimensions."""
    fact = table("marts.fact_adoption")
    network, place = table("marts.dim_network"), table("marts.dim_location")
    innovation, submission = table("marts.dim_innovation"), table("marts.dim_submission")
    period = table("marts.dim_period")
    joined = (
        sa.select(fact, network.c.network_code, place.c.place, innovation.c.innovation_code, submission.c.submission_id)
        .join(network, network.c.network_key == fact.c.network_key)
        .join(place, place.c.location_key == fact.c.location_key)
        .join(innovation, innovation.c.innovation_key == fact.c.innovation_key)
        .join(submission, submission.c.submission_key == fact.c.submission_key)
        .join(period, period.c.period_key == fact.c.period_key)
        .order_by(network.c.network_code, fact.c.row_number)
    )
    return [dict(row) for row in history.connection.execute(joined).mappings()]


def test_facts_that_count_add_up_to_the_nation(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[adoption("L1", 5), adoption("L3", 40), adoption("LOC:NE14LP:gym", 2)])
    brought_up_to_date(history)
    history.submit("YH", Q1, adoptions=[adoption("L2", 30), adoption("L3", 25), adoption("GONE", 0, status="planned")])
    brought_up_to_date(history)
    facts = star(history)
    assert [(row["network_code"], row["place"], row["is_counted_nationally"]) for row in facts] == [
        ("NENC", "L1", True),
        ("NENC", "L3", False),
        ("NENC", "LOC:NE14LP:gym", True),
        ("YH", "L3", True),
        ("YH", "L3", True),
        ("YH", "GONE", False),
    ]
    assert [row["reported_location"] for row in facts if row["network_code"] == "YH"] == ["L2", "L3", "GONE"]
    counted = sum(row["beneficiaries_count"] for row in facts if row["is_counted_nationally"])
    assert counted == nation(history, Q1)["beneficiaries_count"]
    history.submit("YH", Q1, adoptions=[])
    brought_up_to_date(history)
    assert [row["is_counted_nationally"] for row in star(history)] == [True, True, True]


def test_the_deal_line_that_counts_is_flagged(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, deals=[("D-01", "INN-0001", "100.10", "9.5", "1.0")])
    brought_up_to_date(history)
    history.submit("YH", Q1, deals=[("D-01", "INN-0001", "100.20", "0.5", "0.0")])
    brought_up_to_date(history)
    fact = table("marts.fact_economic_impact")
    found = history.connection.execute(sa.select(fact.c.investment_gbp, fact.c.is_counted_nationally)).all()
    assert sorted(tuple(row) for row in found) == [(Decimal("100.10"), False), (Decimal("100.20"), True)]


def test_keys_stay_when_totals_are_made_anew_and_the_registry_changes(history: DrawnHistory) -> None:
    history.submit("NENC", Q1, adoptions=[ADOPTED, adoption("GONE", 1)])
    refresh(history.connection, now=history.now)
    places = table("marts.dim_location")
    keys = sa.select(places.c.place, places.c.location_key)
    before = dict(history.connection.execute(keys).tuples().all())
    history.registry((*REGISTRY, ("A0", "YH", None), ("GONE", "EM", None)))
    brought_up_to_date(history)
    after = dict(history.connection.execute(keys).tuples().all())
    assert {place: after[place] for place in before} == before
    assert set(after) - set(before) == {"A0"}


def test_every_day_has_its_financial_year_and_quarter(history: DrawnHistory) -> None:
    history.submit("NENC", Q4, adoptions=[ADOPTED])
    refresh(history.connection, now=history.now)
    days = {row["date"]: row for row in history.connection.execute(sa.select(table("marts.dim_date"))).mappings()}
    assert len(days) == (date(2018, 3, 31) - date(2013, 4, 1)).days + 1
    last = days[date(2018, 3, 31)]
    assert (last["financial_year"], last["financial_quarter"], last["period_key"]) == ("2017/18", 4, 20174)
    assert (last["date_key"], last["month_name"]) == (20180331, "March")
