"""Rows 7 and 10: what a long history costs whoever resubmits, asks, looks or draws.

One history grows (`bench.history`); at each size the same questions are asked of it. Before a time is printed the
answers are checked: facts, marts and explanations must come to the same. The growth is drawn in `growth.svg`.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI
from fastapi.testclient import TestClient

from adoption_reports import steps
from adoption_reports.domain.questions import Question
from adoption_reports.metadata.limits import COUNTING_BASES
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.metadata.tables.marts import MOMENT_MARTS
from adoption_reports.pages.app import create_pages
from adoption_reports.pages.surroundings import Surroundings, Visitor
from adoption_reports.settings import PROJECT
from adoption_reports.storage.database import table, transaction
from adoption_reports.storage.totals import mart_rows, national_totals, refresh
from bench import growth
from bench.history import LAST, TILE_LINES, History, submit
from bench.outcome import Figure
from bench.through_airflow import own_stack

SIZES = tuple(int(size) for size in os.environ.get("BENCH_LINES", "100000 1000000 10000000").split())
ENOUGH_SIZES = SIZES if "BENCH_LINES" in os.environ else (1_000_000,)
"""For a row that measures at one size, if not told others."""
TRIES = 3
RESUBMITTED = 1_000
THEN = datetime(2023, 1, 1, 12, tzinfo=UTC)
"""A past moment: long after the refresh before it, and with three quarters to come."""
PAGES = {
    "the board": "",
    "national totals": f"totals?period={LAST}&basis=since_201314",
    "national totals as of the past": "totals?as_of={other_moment}",
    "a national figure's parts": f"figure?measure=beneficiaries_count&period={LAST}&basis=since_201314",
    "a network's figure, its rows or parts": f"figure?measure=beneficiaries_count&period={LAST}&network=EAST",
    "one innovation's rows of a network": (
        f"figure?measure=adoptions_count&period={LAST}&basis=since_201314&network=EAST&innovation=INN-0001"
    ),
    "a submission": f"submissions/EAST-{LAST}-r001",
    "what moved between two moments": f"changes?since=2023-01-01T12:00:00Z&period={LAST}",
}
QUERIES = PROJECT / "docs" / "bi" / "queries"


@dataclass
class _Size:
    """One size of the history, and what was measured on it; times: by what the plot shows."""

    services: steps.Services
    lines_count: int
    times: dict[str, float] = field(default_factory=dict)

    @property
    def words(self) -> str:
        return f"{self.lines_count:,} lines"


def measure() -> Iterator[Figure]:
    """The figures of rows 7 and 10 at every size."""
    sizes: list[_Size] = []
    with own_stack(airflow=False) as services:
        history = History(services)
        for asked in SIZES:
            started = time.monotonic()
            size = _Size(services, history.grow(max(1, round(asked / TILE_LINES))))
            yield Figure(10, f"growing a history to {size.words}", time.monotonic() - started)
            _check(services)
            yield _resubmission(history, size, sizes)
            yield from _questions(size)
            yield from _past(size)
            yield from _pages(size)
            yield _dashboards(size)
            sizes.append(size)
            print(_sizes_of_tables(services), flush=True)
    growth.draw({size.lines_count: size.times for size in sizes}, Path(__file__).with_name("growth.svg"))


def _check(services: steps.Services) -> None:
    """Facts that count nationally must come to the figure that the marts show."""
    facts, periods = table("marts.fact_adoption"), table("marts.dim_period")
    counted = (
        sa.select(sa.func.sum(facts.c.beneficiaries_count))
        .join(periods, facts.c.period_key == periods.c.period_key)
        .where(facts.c.is_counted_nationally, facts.c.benefit_basis.in_(COUNTING_BASES))
        .where(facts.c.reporting_period == LAST)
    )
    with transaction(services.database) as connection:
        of_facts = connection.scalar(counted)
        of_marts = national_totals(connection, period=LAST)[0]["beneficiaries_count"]
    if of_facts != of_marts:
        raise ValueError(f"The facts come to {of_facts}, the marts to {of_marts}.")


def _resubmission(history: History, size: _Size, before: list[_Size]) -> Figure:
    """A network sends its quarter again, 1,000 lines; everything is taken back afterwards."""
    period = history.periods[-1].next()
    taken = []
    for _ in range(TRIES):
        with size.services.database.connect() as connection, connection.begin() as undone:
            connection.execute(sa.text("SELECT warehouse.ensure_period(:code)"), {"code": period.code})
            moment = datetime.now(UTC)
            for attempt in (1, 2):
                at = moment + timedelta(minutes=attempt)
                shift = history.each * len(history.periods) // 10 + attempt
                submit(connection, history.networks, 0, period, attempt, at, RESUBMITTED, shift=shift)
                started = time.monotonic()
                refresh(connection, now=at + timedelta(seconds=30))
            taken.append(time.monotonic() - started)
            undone.rollback()
    seconds = statistics.median(taken)
    size.times["totals after a resubmission of 1,000 lines"] = seconds
    work = f"totals after a resubmission of 1,000 lines, {size.words}"
    peers = [one for one in before if one.lines_count > 900_000]
    if not peers:
        return Figure(7, work, seconds)
    peer = peers[0].times["totals after a resubmission of 1,000 lines"]
    return Figure(7, f"{work}, against {peers[0].words}", seconds, peer, 2, 1.2, is_ratio=True)


def _questions(size: _Size) -> Iterator[Figure]:
    scan = _median(lambda: _scan(size.services))
    asked = {
        "a network's innovation since 2013/14": Question("adoptions_count", LAST, "since_201314", "EAST", "INN-0001"),
        "an innovation": Question("beneficiaries_count", LAST, innovation_code="INN-0001"),
        "an innovation as of the past": Question(
            "beneficiaries_count", "2021-22-Q3", innovation_code="INN-0001", as_of=THEN
        ),
        "an innovation since 2013/14": Question("adoptions_count", LAST, "since_201314", innovation_code="INN-0001"),
        "a network": Question("beneficiaries_count", LAST, network_code="EAST"),
        "the nation's investment": Question("investment_gbp", LAST),
    }  # fmt: skip
    for name, question in asked.items():
        seconds, pages_read, count = _explain(size.services, question)
        if name == "a network":
            size.times["explaining, for each 1,000 rows of the answer"] = seconds / max(count, 1) * 1000
        work = f"explain {name}: {count:,} rows, {pages_read / max(count, 1):.1f} pages read a row, {size.words}"
        yield Figure(10, work, seconds, scan)
    started, count = time.monotonic(), 0
    for name in MEASURES:
        question = Question(name, LAST, network_code="EAST", innovation_code="INN-0001")
        count += _explain(size.services, question)[2]
    work = f"explain each of {len(MEASURES)} measures of a network's innovation: {count:,} rows, {size.words}"
    yield Figure(10, work, time.monotonic() - started, scan)


def _explain(services: steps.Services, question: Question) -> tuple[float, int, int]:
    """Seconds, pages of the database read, rows. Its sum is the figure, or it raises."""
    count = 0

    def work() -> None:
        nonlocal count
        with steps.explain(services, question) as found:
            count = sum(1 for _ in found.rows())

    before = _pages_read(services)
    work()
    pages_read = _pages_read(services) - before
    return _median(work), pages_read, count


def _past(size: _Size) -> Iterator[Figure]:
    yield Figure(10, f"bridge of every figure since the past, {size.words}", _median(lambda: _bridge(size.services)))
    for mart in MOMENT_MARTS:
        yield Figure(10, f"{mart} as of the past, {size.words}", _median(lambda mart=mart: _as_of(size.services, mart)))  # type: ignore[misc]


def _pages(size: _Size) -> Iterator[Figure]:
    """Each page asked for three times: the median, and the first time of the pages together."""
    services = size.services
    pages = create_pages(
        Surroundings(services=lambda: services, visitor=lambda: Visitor("Ada", may_act=True), secret=b"bench")
    )
    app = FastAPI()
    app.mount("/adoption", pages)
    client = TestClient(app)
    slowest = 0.0
    for name, address in PAGES.items():
        taken = []
        for minute in range(TRIES):
            path = address.format(other_moment=f"2023-01-01T12:0{minute}:00Z")
            started = time.monotonic()
            answer = client.get(f"/adoption/{path}")
            taken.append(time.monotonic() - started)
            if answer.status_code != 200:
                raise ValueError(f"The page {path} answers {answer.status_code}.")
        seconds = statistics.median(taken)
        slowest = max(slowest, seconds)
        limit = 0.3 if size.lines_count < 1_000_000 else 1
        yield Figure(10, f"page: {name} (first {taken[0]:.2f} s), {size.words}", seconds, asked=limit)
    size.times["the slowest page"] = slowest


def _dashboards(size: _Size) -> Figure:
    """The example queries that BI tools ask, all of them, on the last quarter."""
    assert size.services.settings.reader_url is not None
    texts = [
        path.read_text(encoding="utf-8").replace("2017-18-Q3", LAST).replace("2018-02-15", "2024-02-15")
        for path in sorted(QUERIES.glob("*.sql"))
    ]

    def work() -> None:
        with transaction(size.services.database) as connection:
            for text in texts:
                connection.exec_driver_sql(text).all()

    seconds = _median(work)
    size.times["the dashboards' example queries"] = seconds
    return Figure(10, f"the {len(texts)} example queries of dashboards together, {size.words}", seconds, asked=1)


def _median(work: Callable[[], Any]) -> float:
    taken = []
    for _ in range(TRIES):
        started = time.monotonic()
        work()
        taken.append(time.monotonic() - started)
    return statistics.median(taken)


def _scan(services: steps.Services) -> None:
    """The peer: one look at every line."""
    with transaction(services.database) as connection:
        connection.execute(sa.select(sa.func.sum(table("warehouse.adoption_line").c.beneficiaries_count))).all()


def _bridge(services: steps.Services) -> None:
    if not steps.bridge(services, THEN, None):
        raise ValueError("The bridge misses what came since.")


def _as_of(services: steps.Services, mart: str) -> None:
    with transaction(services.database) as connection:
        if not mart_rows(connection, mart, as_of=THEN):
            raise ValueError(f"Nothing was known of {mart}.")


def _pages_read(services: steps.Services) -> int:
    """How many 8 kB pages this database has looked at so far, in memory or not."""
    count = "SELECT blks_hit + blks_read FROM pg_stat_database WHERE datname = current_database()"
    with services.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SELECT pg_stat_force_next_flush()"))
        return int(connection.scalar(sa.text(count)) or 0)


def _sizes_of_tables(services: steps.Services) -> str:
    """What the largest tables take, for the operations guide."""
    query = (Path(__file__).with_name("table_sizes.sql")).read_text(encoding="utf-8")
    with transaction(services.database) as connection:
        return "\n".join(" ".join(str(value) for value in row) for row in connection.execute(sa.text(query)))
