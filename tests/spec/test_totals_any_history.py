"""Whatever happens, in whatever order: kept up to date = made anew = counted without the warehouse."""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from adoption_reports.metadata.tables import tables
from adoption_reports.storage.totals import known_at, rebuild, refresh
from tests.spec.drawn_history import DrawnHistory, figures, recounted, shown

NETWORKS = ("AA", "BB", "CC")
PERIODS = ("2017-18-Q2", "2017-18-Q4", "2018-19-Q1")
CODES = ("L1", "L2", "L3", "L4")
INNOVATIONS = ("INN-0001", "INN-0002")
MOMENT_MARTS = (
    "national_totals", "network_totals", "innovation_totals", "reconciliation_ladder", "overlaps", "coverage",
)  # fmt: skip

BASES = ("covered", "identified", "offered", "received", "completed", "avoided")
PEOPLE = st.one_of(
    st.tuples(st.just("adopted"), st.integers(1, 9), st.sampled_from(BASES)),
    st.tuples(st.sampled_from(("adopted", "planned", "stopped")), st.just(0), st.just("")),
)
PLACES = st.sampled_from((*CODES, "GONE", "LOC:NE14LP:gym"))
ADOPTIONS = st.dictionaries(st.tuples(st.sampled_from(INNOVATIONS), PLACES), PEOPLE, min_size=3, max_size=9).map(
    lambda lines: [(*key, *said) for key, said in lines.items()]
)
DEALS = st.dictionaries(
    st.sampled_from(("D-01", "D-02", "D-03")),
    st.tuples(st.sampled_from(INNOVATIONS), st.sampled_from(("0.10", "5.00", "20.35")), st.just("1.5"), st.just("0.0")),
    min_size=1,
    max_size=3,
).map(lambda lines: [(reference, *said) for reference, said in lines.items()])
REGISTRIES = st.tuples(
    *(
        st.tuples(
            st.just(code),
            st.sampled_from((*NETWORKS, None)),
            st.sampled_from((None, None, *CODES, "NOBODY")).filter(lambda after, code=code: after != code),
        )
        for code in CODES
    )
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


FILES = st.one_of(
    st.tuples(ADOPTIONS, DEALS),
    st.tuples(ADOPTIONS, st.none()),
    st.tuples(st.none(), DEALS),
    st.tuples(st.just([]), st.just([])),
)
SUBMISSIONS = st.builds(
    lambda network, period, file, sent_late: Submit(network, period, *file, sent_late),
    st.sampled_from(NETWORKS),
    st.sampled_from(PERIODS),
    FILES,
    st.booleans(),
)
OTHERS = st.one_of(st.builds(Withdraw, st.integers(0, 9)), REGISTRIES, st.just("refresh"))
HAPPENINGS = st.lists(st.one_of(SUBMISSIONS, SUBMISSIONS, OTHERS), min_size=6, max_size=16)


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

    def refresh(self) -> None:
        refresh(self.history.connection, now=self.history.tick())
        self.shown_at.append((self.history.now, shown(self.history.connection)))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(first=REGISTRIES, happenings=HAPPENINGS)
def test_any_history_is_counted_the_same_three_ways(
    connection: sa.Connection, first: Any, happenings: list[Any]
) -> None:
    outer = connection.begin_nested()
    try:
        story = Story(connection)
        for happening in (first, *happenings):
            story.live(happening)
        story.refresh()
        _, latest = story.shown_at[-1]
        assert figures(latest) == recounted(story.history)
        event(f"overlaps: {bool(latest['overlaps'])}, refreshes: {min(len(story.shown_at), 4)}")
        for moment, was_shown in story.shown_at:
            with known_at(connection, moment):
                assert of_the_moment(connection) == {name: was_shown[name] for name in MOMENT_MARTS}
        rebuild(connection, now=story.history.now)
        assert shown(connection) == latest
    finally:
        outer.rollback()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(first=REGISTRIES, happenings=HAPPENINGS)
def test_the_networks_less_the_overlap_are_the_nation_in_every_measure_and_period(
    connection: sa.Connection, first: Any, happenings: list[Any]
) -> None:
    outer = connection.begin_nested()
    try:
        story = Story(connection)
        for happening in (first, *happenings):
            story.live(happening)
        story.refresh()
        for row in shown(connection)["reconciliation_ladder"]:
            assert row["sum_of_networks"] - row["overlap_removed"] == row["national"], row
    finally:
        outer.rollback()


@pytest.fixture(autouse=True)
def _nothing_is_kept(connection: sa.Connection) -> Any:
    yield
    connection.rollback()
