"""The worked example of totals.md, section 10, with what follows it, in every order of arrival."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
import sqlalchemy as sa

from adoption_reports.storage.database import rows
from adoption_reports.storage.totals import national_totals, rebuild, refresh
from tests.spec.drawn_history import DAWN, DrawnHistory, figures, recounted, shown

PERIOD = "2017-18-Q3"
REGISTRY = (("L1", "NENC", None), ("L2", "YH", "L3"), ("L3", "YH", None), ("L4", "EM", None))
NENC_1 = (
    ("INN-0001", "L1", "adopted", 100, "received"),
    ("INN-0001", "L2", "adopted", 40, "received"),
    ("INN-0002", "L4", "adopted", 9, "completed"),
)
NENC_2 = NENC_1[::2]
YH = (
    ("INN-0001", "L2", "adopted", 30, "received"),
    ("INN-0001", "L3", "adopted", 25, "received"),
    ("INN-0002", "L3", "adopted", 1000, "covered"),
    ("INN-0003", "L3", "planned", 0, ""),
)
EM = (
    ("INN-0002", "L1", "adopted", 7, "received"),
    ("INN-0003", "LOC:NE14LP:gym", "stopped", 0, ""),
)
SENDINGS = {"NENC r001": ("NENC", NENC_1), "YH r001": ("YH", YH), "EM r001": ("EM", EM), "NENC r002": ("NENC", NENC_2)}
UPLOADED = {name: DAWN + timedelta(hours=n) for n, name in enumerate(SENDINGS)}

FIRST = {
    "adoptions_count": 5,
    "innovations_count": 2,
    "locations_count": 3,
    "beneficiaries_count": 171,
    "beneficiaries_floor_count": 156,
    "beneficiaries_ceiling_count": 211,
    "people_reached_count": 1000,
}
LADDER = {"adoptions_count": (6, 1, 5), "beneficiaries_count": (211, 40, 171)}


@pytest.fixture
def history(connection: sa.Connection) -> DrawnHistory:
    drawn = DrawnHistory(connection)
    drawn.registry(REGISTRY)
    return drawn


def send(history: DrawnHistory, name: str) -> str:
    network, lines = SENDINGS[name]
    return history.submit(network, PERIOD, adoptions=lines, uploaded_at=UPLOADED[name])


def total(history: DrawnHistory, **asked: Any) -> dict[str, Any]:
    """The nation's figures in the period."""
    found = national_totals(history.connection, period=PERIOD, **asked)
    return next(row for row in found if row["time_basis"] == "in_period")


def ladder(history: DrawnHistory) -> dict[str, tuple[Any, ...]]:
    found = figures(shown(history.connection)).ladder
    return {measure: steps for (_, basis, measure), steps in found.items() if basis == "in_period"}


def agree(figures: dict[str, Any], expected: dict[str, Any]) -> bool:
    return {name: figures[name] for name in expected} == expected


def test_the_drawn_table_gives_the_figures_beside_it(history: DrawnHistory) -> None:
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(history, name)
    assert refresh(history.connection, now=history.now) == [PERIOD]
    assert agree(total(history), FIRST)
    assert agree(ladder(history), LADDER)
    by_network = figures(shown(history.connection)).networks
    adoptions = {code: by_network[PERIOD, "in_period", code]["adoptions_count"] for code in ("NENC", "YH", "EM")}
    assert adoptions == {"NENC": 3, "YH": 2, "EM": 1}
    assert by_network[PERIOD, "in_period", "SW"]["adoptions_count"] == 0


def test_the_area_of_a_place_decides_and_the_overlap_says_so(history: DrawnHistory) -> None:
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(history, name)
    refresh(history.connection, now=history.now)
    overlaps = {row["network_code"]: row for row in shown(history.connection)["overlaps"]}
    assert set(overlaps) == {"NENC", "YH"}
    assert (overlaps["YH"]["is_counted"], overlaps["NENC"]["is_counted"]) == (True, False)
    assert overlaps["YH"]["beneficiaries_count"] == 55
    assert overlaps["NENC"]["reason"] == "YH counts: the place lies in its area."


def test_a_resubmission_without_the_shared_line_takes_the_overlap_away(history: DrawnHistory) -> None:
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(history, name)
    refresh(history.connection, now=history.now)
    before = history.now
    send(history, "NENC r002")
    refresh(history.connection, now=history.now)
    assert agree(total(history), {"beneficiaries_count": 171, "beneficiaries_floor_count": 171})
    assert ladder(history)["adoptions_count"] == (5, 0, 5)
    assert shown(history.connection)["overlaps"] == []
    assert agree(total(history, as_of=before), FIRST)


def test_a_withdrawal_takes_the_adoptions_with_it(history: DrawnHistory) -> None:
    for name in ("NENC r001", "NENC r002", "EM r001"):
        send(history, name)
    withdrawn = send(history, "YH r001")
    refresh(history.connection, now=history.now)
    before = history.now
    history.withdraw(withdrawn)
    refresh(history.connection, now=history.now)
    after = {"locations_count": 2, "beneficiaries_count": 116, "people_reached_count": 0, "adoptions_count": 3}
    assert agree(total(history), after)
    assert agree(total(history, as_of=before), {"locations_count": 3, "people_reached_count": 1000})
    history.reinstate(withdrawn)
    refresh(history.connection, now=history.now)
    assert agree(total(history), {"locations_count": 3, "people_reached_count": 1000})


def test_every_order_of_arrival_leads_to_the_same_figures(history: DrawnHistory) -> None:
    seen = []
    for order in permutations(SENDINGS):
        with history.connection.begin_nested() as savepoint:
            history._registrations.clear()
            for name in order:
                send(history, name)
                refresh(history.connection, now=history.now)
                assert figures(shown(history.connection)) == recounted(history), order
            arrived = shown(history.connection)
            rebuild(history.connection, now=history.now)
            assert shown(history.connection) == arrived, order
            seen.append(figures(arrived))
            savepoint.rollback()
    assert len(seen) == 24
    assert all(found == seen[0] for found in seen)
    assert seen[0].national[PERIOD, "in_period"]["beneficiaries_count"] == 171


def test_refreshing_again_changes_nothing(history: DrawnHistory) -> None:
    for name in SENDINGS:
        send(history, name)
    refresh(history.connection, now=history.now)
    once = shown(history.connection)
    assert refresh(history.connection, now=history.now) == []
    assert shown(history.connection) == once
    assert not rows(history.connection, "load/first_pending.sql")
