"""Between any two moments, the steps of the bridge come to the movement of every figure, exactly."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption_reports.metadata.measures import MEASURES
from adoption_reports.metadata.tables import tables
from adoption_reports.metadata.tables.marts import MOMENT_MARTS
from adoption_reports.storage.bridging import bridges
from adoption_reports.storage.database import table
from adoption_reports.storage.totals import known_at, rebuild, refresh
from tests.spec.drawn_history import DrawnHistory, shown
from tests.spec.test_totals_any_history import Story, drawn_happening, drawn_locations, of_the_moment
from tests.spec.test_totals_worked_example import PERIOD, REGISTRY, send

IN_PERIOD = "in_period"


@pytest.fixture
def history(connection: sa.Connection) -> Iterator[DrawnHistory]:
    drawn = DrawnHistory(connection)
    drawn.registry(REGISTRY)
    yield drawn
    connection.rollback()


def moved(history: DrawnHistory, since: datetime, measure: str) -> tuple[int, int, set[tuple[str, str, int]]]:
    """From, to, and the steps of one national figure of the period."""
    (found,) = [
        one
        for one in bridges(history.connection, since, None, reporting_period=PERIOD, measure=measure)
        if one.time_basis == IN_PERIOD
    ]
    return found.from_figure, found.to_figure, {(s.reason, s.network_code, s.movement) for s in found.steps}


def test_each_first_file_is_late_by_what_it_adds_after_those_before_it(history: DrawnHistory) -> None:
    start = history.now
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(history, name)
    refresh(history.connection, now=history.now)
    expected = {("late", "NENC", 149), ("late", "YH", 15), ("late", "EM", 7)}
    assert moved(history, start, "beneficiaries_count") == (0, 171, expected)
    # (1,L3) is NENC's already when YH reports it, so YH brings one adoption, not two.
    assert moved(history, start, "adoptions_count")[2] == {("late", "NENC", 3), ("late", "YH", 1), ("late", "EM", 1)}


def test_a_resubmission_is_restated_and_a_withdrawal_withdrawn(history: DrawnHistory) -> None:
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(history, name)
    refresh(history.connection, now=history.now)
    first = history.now
    send(history, "NENC r002")
    history.withdraw(f"YH-{PERIOD}-r001")
    refresh(history.connection, now=history.now)  # both at once: still one at a time
    assert moved(history, first, "beneficiaries_count") == (171, 116, {("withdrawn", "YH", -55)})
    assert moved(history, first, "beneficiaries_ceiling_count")[2] == {
        ("restated", "NENC", -40),
        ("withdrawn", "YH", -55),
    }
    assert moved(history, first, "locations_count") == (3, 2, {("withdrawn", "YH", -1)})
    second = history.now
    history.reinstate(f"YH-{PERIOD}-r001")
    refresh(history.connection, now=history.now)
    assert moved(history, second, "locations_count") == (2, 3, {("withdrawn", "YH", 1)})


def test_a_registry_change_is_told_by_network(history: DrawnHistory) -> None:
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(history, name)
    refresh(history.connection, now=history.now)
    before = history.now
    history.registry([*REGISTRY[:1], ("L2", "YH", None), *REGISTRY[2:]])  # L2 no longer stands for L3
    refresh(history.connection, now=history.now)
    assert moved(history, before, "adoptions_count") == (5, 6, {("reference", "NENC", 1)})
    assert moved(history, before, "locations_count") == (3, 4, {("reference", "NENC", 1)})


def test_a_later_quarter_moves_every_figure_since_201314_after_it(history: DrawnHistory) -> None:
    send(history, "EM r001")
    refresh(history.connection, now=history.now)
    before = history.now
    history.submit("EM", "2017-18-Q2", adoptions=[("INN-0001", "L4", "adopted", 3, "received")])
    refresh(history.connection, now=history.now)
    found = {(one.reporting_period, one.time_basis): one for one in bridges(history.connection, before, None,
             measure="beneficiaries_count")}  # fmt: skip
    assert {key: one.to_figure - one.from_figure for key, one in found.items()} == {
        ("2017-18-Q2", "in_period"): 3,
        ("2017-18-Q2", "since_201314"): 3,
        (PERIOD, "since_201314"): 3,
    }


def figures_of(marts: dict[str, list[dict[str, Any]]]) -> dict[tuple[str, str, str], Any]:
    """Every national figure shown."""
    return {
        (row["reporting_period"], row["time_basis"], measure): row[measure]
        for row in marts["national_totals"]
        for measure in MEASURES
    }


def as_it_was_shown(connection: sa.Connection, moment: datetime) -> dict[str, list[dict[str, Any]]]:
    """The marts of a moment as a BI tool finds them, by filtering their histories."""
    found = {}
    for name in MOMENT_MARTS:
        history = table(f"marts.{name}_history")
        columns = [history.c[column] for column in tables()[f"marts.{name}"].columns if column != "refreshed_at"]
        then = sa.select(*columns).where(history.c.shown_from <= moment, history.c.shown_until > moment)
        kept = [dict(row) for row in connection.execute(then).mappings()]
        found[name] = sorted(kept, key=lambda row: [str(value) for value in row.values()])
    return found


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32))
def test_any_bridge_comes_to_the_movement_and_any_moment_is_shown_again(connection: sa.Connection, seed: int) -> None:
    outer = connection.begin_nested()
    try:
        story, draw = Story(connection), Random(seed)
        start = story.history.now
        story.live(drawn_locations(draw))
        moments = [start]
        for _ in range(14):
            story.live(drawn_happening(draw))
            moments.append(story.history.now)
        story.refresh()
        _check(connection, draw, [*moments, story.history.now])
        for moment, was_shown in story.shown_at:
            assert as_it_was_shown(connection, moment) == {name: was_shown[name] for name in MOMENT_MARTS}
        kept = _movements(connection)
        rebuild(connection, now=story.history.now)
        assert _movements(connection) == kept
    finally:
        outer.rollback()


def _check(connection: sa.Connection, draw: Random, moments: list[datetime]) -> None:
    """Bridge three moments: the start, one in between (refreshed then or not), and now."""
    between = draw.choice(moments)
    with known_at(connection, between):
        then = figures_of(of_the_moment(connection))
    now = figures_of(shown(connection))
    for begin, end, figures in ((moments[0], between, then), (between, None, now)):
        for one in bridges(connection, begin, end):
            key = (one.reporting_period, one.time_basis, one.measure)
            assert one.from_figure + sum((step.movement for step in one.steps), Decimal(0)) == one.to_figure, key
            assert one.to_figure == figures.get(key, one.to_figure), key
        told = {(one.reporting_period, one.time_basis, one.measure) for one in bridges(connection, begin, end)}
        if begin == between:
            assert all(then[key] == now[key] for key in then.keys() & now.keys() - told)
            assert all(one.from_figure == then.get((one.reporting_period, one.time_basis, one.measure), one.from_figure)
                       for one in bridges(connection, begin, end))  # fmt: skip
        if begin == moments[0]:
            assert told >= {key for key, figure in figures.items() if figure}


def _movements(connection: sa.Connection) -> set[Any]:
    """Everything noted but the time of noting."""
    bridge = table("marts.bridge")
    columns = [column for column in bridge.c if column.name != "refreshed_at"]
    return {tuple(row) for row in connection.execute(sa.select(*columns))}
