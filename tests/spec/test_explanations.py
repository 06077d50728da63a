"""Every figure explained: the rows that count come to it, and every other row says why it doesn't."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adoption_reports.domain.errors import FigureUnexplained, WrongUse
from adoption_reports.domain.questions import Question
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.storage.explanation import Explanation, explanation
from adoption_reports.storage.totals import refresh
from tests.spec.drawn_history import DrawnHistory
from tests.spec.test_totals_any_history import Story, drawn_happening, drawn_locations
from tests.spec.test_totals_worked_example import PERIOD, REGISTRY, send

BASES = ("in_period", "since_201314")


@pytest.fixture
def history(connection: sa.Connection) -> Iterator[DrawnHistory]:
    drawn = DrawnHistory(connection)
    drawn.registry(REGISTRY)
    for name in ("NENC r001", "YH r001", "EM r001"):
        send(drawn, name)
    refresh(connection, now=drawn.now)
    yield drawn
    connection.rollback()


def rows_of(history: DrawnHistory, measure: str, **asked: Any) -> tuple[Any, dict[tuple[str, int], tuple[Any, Any]]]:
    """The figure; and by (network, row): (reason or None, value)."""
    with explanation(history.connection, Question(measure, PERIOD, **asked)) as found:
        return found.figure, {
            (f"{row['network_code']} {row['submission_id'][-4:]}", row["row"]): (row["reason"], row["value"])
            for row in found.rows()
        }


def comes_to(found: Explanation) -> Any:
    """What the rows that count come to, as the contract says."""
    counting = [row["value"] for row in found.rows() if row["counts"]]
    return len(set(counting)) if found.question.measure.things else sum(counting, Decimal(0))


def test_the_worked_example_row_by_row(history: DrawnHistory) -> None:
    figure, found = rows_of(history, "beneficiaries_count")
    assert figure == 171
    assert found == {
        ("NENC r001", 2): (None, 100),
        ("NENC r001", 3): ("other network counts", 40),
        ("NENC r001", 4): (None, 9),
        ("YH r001", 2): (None, 30),
        ("YH r001", 3): (None, 25),
        ("YH r001", 4): ("other basis", 1000),
        ("YH r001", 5): ("status not adopted", 0),
        ("EM r001", 2): (None, 7),
        ("EM r001", 3): ("status not adopted", 0),
    }


def test_the_lower_bound_takes_the_smaller_of_two_networks(history: DrawnHistory) -> None:
    figure, found = rows_of(history, "beneficiaries_floor_count")
    assert (figure, found["NENC r001", 3], found["YH r001", 2][0]) == (156, (None, 40), "other network counts")
    figure, found = rows_of(history, "beneficiaries_ceiling_count")
    assert (figure, found["NENC r001", 3], found["YH r001", 2]) == (211, (None, 40), (None, 30))


def test_distinct_counts_are_numbered_by_their_values(history: DrawnHistory) -> None:
    for measure, expected in (("adoptions_count", 5), ("locations_count", 3), ("innovations_count", 2)):
        figure, found = rows_of(history, measure)
        assert figure == len({value for reason, value in found.values() if reason is None}) == expected
    assert rows_of(history, "locations_count")[1]["NENC r001", 3] == ("other network counts", "L3")


def test_a_networks_own_figure_takes_no_notice_of_others(history: DrawnHistory) -> None:
    figure, found = rows_of(history, "beneficiaries_count", network_code="NENC")
    assert figure == 149
    assert set(found.values()) == {(None, 100), (None, 40), (None, 9)}


def test_one_innovation_shows_its_own_rows_alone(history: DrawnHistory) -> None:
    figure, found = rows_of(history, "beneficiaries_count", innovation_code="INN-0002")
    assert figure == 16
    assert set(found) == {("NENC r001", 4), ("YH r001", 4), ("EM r001", 2)}


def test_superseded_and_withdrawn_rows_say_so_and_the_past_is_explained_as_it_was(history: DrawnHistory) -> None:
    before = history.now
    send(history, "NENC r002")
    history.withdraw(f"YH-{PERIOD}-r001")
    refresh(history.connection, now=history.now)
    figure, found = rows_of(history, "beneficiaries_count")
    assert figure == 116
    assert {found["NENC r001", row][0] for row in (2, 3, 4)} == {"superseded"}
    assert {found["YH r001", row][0] for row in (2, 3, 4, 5)} == {"withdrawn"}
    assert (found["NENC r002", 2], found["NENC r002", 3]) == ((None, 100), (None, 9))
    figure, found = rows_of(history, "beneficiaries_count", as_of=before)
    assert (figure, found["NENC r001", 3], found["YH r001", 2]) == (171, ("other network counts", 40), (None, 30))
    assert ("NENC r002", 2) not in found


def test_a_duplicate_speaks_with_its_own_name_and_its_lines_are_told_once_each(history: DrawnHistory) -> None:
    lines = (("INN-0001", "L1", "adopted", 100, "received"),)
    first = history.submit("SW", PERIOD, adoptions=lines)
    again = history.submit("SW", PERIOD, adoptions=lines, verdict="duplicate", repeats=first)
    refresh(history.connection, now=history.now)
    figure, found = rows_of(history, "beneficiaries_count", network_code="SW")
    assert (figure, found) == (100, {("SW r001", 2): ("superseded", 100), ("SW r002", 2): (None, 100)})
    history.withdraw(again)
    refresh(history.connection, now=history.now)
    assert rows_of(history, "beneficiaries_count", network_code="SW")[1] == {
        ("SW r001", 2): (None, 100),
        ("SW r002", 2): ("withdrawn", 100),
    }


def test_a_place_stays_live_by_its_latest_line(history: DrawnHistory) -> None:
    history.submit("YH", "2017-18-Q4", adoptions=[("INN-0001", "L3", "stopped", 0, "")])
    refresh(history.connection, now=history.now)
    asked = Question("live_locations_count", "2017-18-Q4")
    with explanation(history.connection, asked) as found:
        said = {(row["submission_id"], row["row"]): (row["reason"], row["value"]) for row in found.rows()}
    assert said[f"YH-{PERIOD}-r001", 2] == ("superseded", "L3")
    assert said["YH-2017-18-Q4-r001", 2] == ("status not adopted", "L3")
    assert said[f"YH-{PERIOD}-r001", 4] == (None, "L3")  # by another innovation
    assert found.figure == 3


def test_a_figure_that_its_rows_do_not_come_to_is_not_shown(history: DrawnHistory) -> None:
    history.withdraw(f"YH-{PERIOD}-r001")  # and the totals are not refreshed
    with pytest.raises(FigureUnexplained, match="171"):
        rows_of(history, "beneficiaries_count")


def test_an_unknown_network_or_innovation_is_refused(history: DrawnHistory) -> None:
    with pytest.raises(WrongUse, match="XX is no network"):
        rows_of(history, "beneficiaries_count", network_code="XX")
    with pytest.raises(WrongUse, match="INN-9999 is no innovation"):
        rows_of(history, "beneficiaries_count", innovation_code="INN-9999")


def asked_of(marts: dict[str, list[dict[str, Any]]], as_of: datetime | None) -> Iterator[tuple[Question, Any]]:
    """Every figure of every mart, as a question with the answer shown."""
    for mart, cut in (
        ("national_totals", None),
        ("network_totals", "network_code"),
        ("innovation_totals", "innovation_code"),
    ):
        for row in marts[mart]:
            code = {cut: row[cut]} if cut else {}
            for measure in MEASURES:
                yield Question(measure, row["reporting_period"], row["time_basis"], **code, as_of=as_of), row[measure]


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(seed=st.integers(0, 2**32))
def test_the_rows_of_any_figure_come_to_it_exactly(connection: sa.Connection, seed: int) -> None:
    outer = connection.begin_nested()
    try:
        story, draw = Story(connection), Random(seed)
        story.live(drawn_locations(draw))
        for _ in range(14):
            story.live(drawn_happening(draw))
        story.refresh()
        now = list(asked_of(story.shown_at[-1][1], None))
        then = [asked for moment, marts in story.shown_at for asked in asked_of(marts, moment)]
        for question, figure in draw.sample(now, min(40, len(now))) + draw.sample(then, min(8, len(then))):
            with explanation(connection, question) as found:
                assert (found.figure, comes_to(found)) == (figure, figure), question
    finally:
        outer.rollback()
