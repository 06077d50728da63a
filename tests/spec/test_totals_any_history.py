"""Whatever happens, in whatever order: kept up to date = made anew = counted without the warehouse."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from adoption_reports.metadata.tables import tables
from adoption_reports.storage.totals import counted_at, known_at, rebuild, refresh
from tests.spec.drawn_history import DrawnHistory, figures, recounted, shown

NETWORKS = ("AA", "BB", "CC")
PERIODS = ("2017-18-Q2", "2017-18-Q4", "2018-19-Q1")
CODES = ("L1", "L2", "L3")
INNOVATIONS = ("INN-0001", "INN-0002")
MOMENT_MARTS = (
    "national_totals", "network_totals", "innovation_totals", "reconciliation_ladder", "overlaps", "coverage",
)  # fmt: skip

BASES = ("covered", "identified", "offered", "received", "received", "completed", "avoided")
PLACES = (*CODES, "GONE", "LOC:NE14LP:gym")


def drawn_adoptions(draw: Random) -> list[tuple[Any, ...]]:
    """A few lines about the same few places, so that networks and codes meet."""
    pairs = [(innovation, place) for innovation in INNOVATIONS for place in PLACES]
    lines: list[tuple[Any, ...]] = []
    for pair in draw.sample(pairs, draw.randint(1, 9)):
        status = draw.choice(("adopted", "adopted", "adopted", "planned", "stopped"))
        people = draw.choice((0, 1, 2, 5, 5)) if status == "adopted" else 0
        lines.append((*pair, status, people, draw.choice(BASES) if people else ""))
    return lines


def drawn_deals(draw: Random) -> list[tuple[Any, ...]]:
    """A few deals of the same few references."""
    return [
        (
            reference,
            draw.choice(INNOVATIONS),
            draw.choice(("0.10", "5.00", "20.35")),
            draw.choice(("0.0", "1.5")),
            "2.0",
        )
        for reference in draw.sample(("D-01", "D-02", "D-03"), draw.randint(1, 3))
    ]


def drawn_locations(draw: Random) -> tuple[tuple[str, str | None, str | None], ...]:
    """Areas and successors anyhow: chains, loops and unknown successors among them."""
    return tuple(
        (code, draw.choice((*NETWORKS, None)), draw.choice((None, None, None, *CODES, "NOBODY"))) for code in CODES
    )


@dataclass(frozen=True)
class Submit:
    """A network sends a file; `sent_late`: its upload is older than what came before."""

    network: str
    period: str
    adoptions: list[tuple[Any, ...]] | None
    deals: list[tuple[Any, ...]] | None
    sent_late: bool


@dataclass(frozen=True)
class Withdraw:
    """A person withdraws (or reinstates) the n-th submission so far."""

    n: int


def drawn_happening(draw: Random) -> Any:
    """Something that may happen next."""
    kind = draw.choices(("file", "withdraw", "registry", "refresh"), (8, 1, 1, 2))[0]
    if kind == "withdraw":
        return Withdraw(draw.randrange(10))
    if kind == "registry":
        return drawn_locations(draw)
    if kind == "refresh":
        return kind
    adoptions, deals = draw.choice(
        (
            (drawn_adoptions(draw), drawn_deals(draw)),
            (drawn_adoptions(draw), None),
            (drawn_adoptions(draw), None),
            (None, drawn_deals(draw)),
            ([], []),
        )
    )
    return Submit(draw.choice(NETWORKS), draw.choice(PERIODS), adoptions, deals, draw.random() < 0.3)


def of_the_moment(connection: sa.Connection) -> dict[str, list[dict[str, Any]]]:
    """Every mart as unqualified names find it."""
    found = {}
    for name in MOMENT_MARTS:
        columns = [column for column in tables()[f"marts.{name}"].columns if column != "refreshed_at"]
        query = sa.select(*(sa.column(column) for column in columns)).select_from(sa.table(name))
        kept = [dict(row) for row in connection.execute(query).mappings()]
        found[name] = sorted(kept, key=lambda row: [str(value) for value in row.values()])
    return found


class Story:
    """A history as it is lived: what happens, and what was shown at each refresh."""

    def __init__(self, connection: sa.Connection) -> None:
        self.history = DrawnHistory(connection, networks=NETWORKS)
        self.submissions: dict[str, bool] = {}
        self.shown_at: list[tuple[Any, dict[str, Any]]] = []
        self.moments = [self.history.now]

    def live(self, happening: Any) -> None:
        match happening:
            case Submit(network, period, adoptions, deals, sent_late):
                before = self.history.tick().replace(hour=3) if sent_late else None
                name = self.history.submit(network, period, adoptions=adoptions, deals=deals, uploaded_at=before)
                self.submissions[name] = False
            case Withdraw(n) if self.submissions:
                name = list(self.submissions)[n % len(self.submissions)]
                (self.history.reinstate if self.submissions[name] else self.history.withdraw)(name)
                self.submissions[name] = not self.submissions[name]
            case "refresh":
                self.refresh()
            case tuple():
                self.history.registry(happening)
        self.moments.append(self.history.now)

    def refresh(self) -> None:
        refresh(self.history.connection, now=self.history.tick())
        self.shown_at.append((self.history.now, shown(self.history.connection)))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32), length=st.integers(10, 22))
def test_any_history_is_counted_the_same_three_ways(connection: sa.Connection, seed: int, length: int) -> None:
    outer = connection.begin_nested()
    try:
        story = Story(connection)
        draw = Random(seed)
        story.live(drawn_locations(draw))
        for _ in range(length):
            story.live(drawn_happening(draw))
        story.refresh()
        _, latest = story.shown_at[-1]
        assert figures(latest) == recounted(story.history)
        for row in latest["reconciliation_ladder"]:
            assert row["sum_of_networks"] - row["overlap_removed"] == row["national"], row
        event(f"overlaps: {bool(latest['overlaps'])}, refreshes: {min(len(story.shown_at), 4)}")
        for moment, was_shown in draw.sample(story.shown_at, min(2, len(story.shown_at))):
            with counted_at(connection, moment):
                assert of_the_moment(connection) == {name: was_shown[name] for name in MOMENT_MARTS}
        # Some moments are between a change and the refresh that shows it, some after both.
        for moment in [*draw.sample(story.moments, 2), story.history.now + timedelta(days=400)]:
            with counted_at(connection, moment):
                counted = of_the_moment(connection)
            with known_at(connection, moment):
                assert of_the_moment(connection) == counted, moment
        rebuild(connection, now=story.history.now)
        assert shown(connection) == latest
    finally:
        outer.rollback()


@pytest.fixture(autouse=True)
def _nothing_is_kept(connection: sa.Connection) -> Any:
    yield
    connection.rollback()
