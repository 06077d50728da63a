"""What a long history must not change: costs follow what is asked, and every movement keeps its reason.

The history that the benchmarks measure is made here too, small, and held equal to what a rebuild makes of it.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from bench.history import History, differs_from_rebuild

from adoption_reports import steps
from adoption_reports.domain.bridges import REASONS
from adoption_reports.domain.questions import Question
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.steps import Services
from adoption_reports.storage.bridging import bridges
from adoption_reports.storage.current import END_OF_TIME
from adoption_reports.storage.database import transaction
from adoption_reports.storage.totals import counted_at, known_at, national_totals

from .conftest import PERIOD, Pipeline, adoptions, deals, learn_location

CORRECTION = f"""
- match: {{network_code: SW, reporting_period: {PERIOD}, dataset: economic_impact}}
  action: {{column: investment_gbp, multiply_by: 1000}}
  expect: {{column: investment_gbp, less_than: 10000}}
  reason: Entered in thousands; agreed with Jo at SW.
"""


def now(pipeline: Pipeline) -> datetime:
    with pipeline.services.database.connect() as connection:
        moment: datetime = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
        return moment


def figures(pipeline: Pipeline, moment: datetime | None) -> dict[str, Any]:
    """Every measure of the period, as of a moment."""
    with transaction(pipeline.services.database) as connection:
        found = national_totals(connection, period=PERIOD, as_of=moment)
    row = next((one for one in found if one["time_basis"] == "in_period"), {})
    return {name: row.get(name, 0) for name in MEASURES}


def moved(pipeline: Pipeline, begin: datetime, end: datetime | None) -> dict[str, set[tuple[str, str, Any]]]:
    """The steps of every measure of the period, of which each bridge comes to the movement."""
    with transaction(pipeline.services.database) as connection:
        found = bridges(connection, begin, end, reporting_period=PERIOD)
    for one in found:
        assert one.from_figure + sum((step.movement for step in one.steps), Decimal(0)) == one.to_figure
    return {
        one.measure: {(step.reason, step.network_code, step.movement) for step in one.steps}
        for one in found
        if one.time_basis == "in_period"
    }


def merge(pipeline: Pipeline, folder: Path, code: str, into: str) -> None:
    """The registry says that one location has become another."""
    path = folder / "locations.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(f"{line}{into}" if line.startswith(f"{code},") else line for line in lines) + "\n")
    steps.refresh_reference(pipeline.services)


def test_every_reason_for_which_a_figure_moves_is_told_by_the_bridge(pipeline: Pipeline, own_registry: Path) -> None:
    start = now(pipeline)
    pipeline.send(f"NENC/{PERIOD}/a.csv", adoptions("INN-0001,L01,100,received", "INN-0002,LNEW,7,received"))
    pipeline.send(f"YH/{PERIOD}/a.csv", adoptions("INN-0001,L04,30,received"))
    pipeline.send(f"SW/{PERIOD}/a.csv", deals("DEAL/1,INN-0001,1500.50,2.5"))
    pipeline.run()
    moments = [start, now(pipeline)]
    pipeline.send(f"YH/{PERIOD}/b.csv", adoptions("INN-0001,L04,31,received"))
    pipeline.run()
    moments.append(now(pipeline))
    learn_location(pipeline, own_registry)
    steps.replay(pipeline.services, [f"NENC-{PERIOD}-r001"], stamped=False, who="a tester", why="LNEW is a place")
    moments.append(now(pipeline))
    (own_registry / "corrections.yaml").write_text(CORRECTION)
    steps.refresh_reference(pipeline.services)
    moments.append(now(pipeline))
    merge(pipeline, own_registry, "LNEW", "L01")
    moments.append(now(pipeline))
    steps.withdraw(pipeline.services, f"YH-{PERIOD}-r002", who="a tester", why="sent by mistake")
    moments.append(now(pipeline))

    ways = [moved(pipeline, *pair) for pair in pairwise(moments)]
    assert ways[0]["beneficiaries_count"] == {("late", "NENC", 100), ("late", "YH", 30)}
    assert ways[1]["beneficiaries_count"] == {("restated", "YH", 1)}
    assert ways[2]["beneficiaries_count"] == {("rule_change", "NENC", 7)}
    assert ways[3] == {"investment_gbp": {("corrected", "SW", Decimal("1498999.50"))}}
    assert ways[4]["locations_count"] == {("reference", "NENC", -1)}
    assert ways[5]["beneficiaries_count"] == {("withdrawn", "YH", -1)}
    whole = moved(pipeline, start, None)
    told = {reason for steps_of in whole.values() for reason, _, _ in steps_of}
    assert told == set(REASONS)
    for begin, end in pairwise(moments):
        before, after = figures(pipeline, begin), figures(pipeline, end)
        by = moved(pipeline, begin, end)
        for name in MEASURES:
            assert before[name] + sum((step[2] for step in by.get(name, set())), Decimal(0)) == after[name], name
    for moment in moments:
        shown = figures(pipeline, moment)
        with transaction(pipeline.services.database) as connection, counted_at(connection, moment):
            counted = [dict(row) for row in connection.execute(sa.text("SELECT * FROM national_totals")).mappings()]
        found = next((one for one in counted if one["time_basis"] == "in_period"), {})
        assert shown == {name: found.get(name, 0) for name in MEASURES}


def read_by(pipeline: Pipeline, question: Question) -> tuple[set[str], int]:
    """The partitions of lines that explaining a figure reads, and how many rows it finds."""
    found: set[str] = set()
    database = pipeline.services.database

    def note(_connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if "adoption_line" in statement:
            cursor.execute("SAVEPOINT looking")
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters)
            plan = cursor.fetchone()[0][0]["Plan"]
            cursor.execute("ROLLBACK TO looking")
            found.update(node.get("Relation Name", "") for node in nodes(plan) if node["Actual Loops"])

    sa.event.listen(database, "before_cursor_execute", note)
    try:
        with steps.explain(pipeline.services, question) as explanation:
            count = sum(1 for _ in explanation.rows())
    finally:
        sa.event.remove(database, "before_cursor_execute", note)
    return {name for name in found if name.startswith("adoption_line")}, count


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def test_an_explanation_of_one_quarter_reads_the_lines_of_no_other(pipeline: Pipeline) -> None:
    for quarter in ("2017-18-Q1", "2017-18-Q2", PERIOD):
        body = adoptions("INN-0001,L01,100,received").replace("2017-11-30", "2017-05-01")
        pipeline.send(f"NENC/{quarter}/a.csv", body)
        pipeline.send(f"YH/{quarter}/a.csv", body)
    pipeline.run()
    then = now(pipeline)
    only = {"adoption_line_2017_18_q3"}
    assert read_by(pipeline, Question("beneficiaries_count", PERIOD)) == (only, 2)
    assert read_by(pipeline, Question("beneficiaries_count", PERIOD, as_of=then)) == (only, 2)
    pipeline.send(f"YH/{PERIOD}/b.csv", adoptions("INN-0001,L01,101,received"))
    pipeline.run()
    assert read_by(pipeline, Question("beneficiaries_count", PERIOD, as_of=then)) == (only, 2)
    assert read_by(pipeline, Question("beneficiaries_count", PERIOD, network_code="YH")) == (only, 2)
    every = {f"adoption_line_2017_18_q{number}" for number in (1, 2, 3)}
    assert read_by(pipeline, Question("beneficiaries_count", PERIOD, "since_201314")) == (every, 7)


def test_a_past_moment_that_was_shown_is_not_counted_again(pipeline: Pipeline) -> None:
    pipeline.send(f"NENC/{PERIOD}/a.csv", adoptions("INN-0001,L01,100,received"))
    pipeline.run()
    shown = now(pipeline)
    pipeline.send(f"NENC/{PERIOD}/b.csv", adoptions("INN-0001,L01,101,received"))
    pipeline.run()
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    sa.event.listen(pipeline.services.database, "before_cursor_execute", note)
    with transaction(pipeline.services.database) as connection, known_at(connection, shown):
        value = connection.scalar(sa.text("SELECT beneficiaries_count FROM national_totals LIMIT 1"))
    sa.event.remove(pipeline.services.database, "before_cursor_execute", note)
    assert value == 100
    assert not [one for one in statements if "adoption_line" in one]


def test_what_is_known_at_the_end_of_time_is_what_is_shown_now(pipeline: Pipeline) -> None:
    pipeline.send(f"NENC/{PERIOD}/a.csv", adoptions("INN-0001,L01,100,received"))
    pipeline.run()
    assert figures(pipeline, END_OF_TIME) == figures(pipeline, None)
    assert figures(pipeline, END_OF_TIME)["beneficiaries_count"] == 100


def test_the_history_that_is_measured_is_what_the_product_would_have_made(services: Services) -> None:
    steps.refresh_reference(services)
    history = History(services, tile_lines=900, tiles_most=4, first="2018-19-Q1", last="2018-19-Q2")
    first = history.grow(1)
    assert history.grow(3) == 3 * first
    assert differs_from_rebuild(services) == []
    with transaction(services.database) as connection:
        for what in (
            "SELECT FROM intake.act",
            "SELECT FROM marts.overlaps",
            "SELECT FROM intake.submission WHERE submission_id LIKE '%r002'",
        ):
            assert connection.execute(sa.text(what)).first() is not None, what
