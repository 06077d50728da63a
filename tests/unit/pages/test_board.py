"""What one cell of the board says, whatever the day."""

from datetime import date
from typing import Any

import pytest

from adoption_reports.domain.periods import Period
from adoption_reports.feedback.states import State, state_of
from adoption_reports.pages.board import before_period, last_ended

NOTHING: dict[str, Any] = {
    "submission_id": None,
    "is_nil": None,
    "verdict": None,
    "latest_submission_id": None,
    "latest_state": None,
    "latest_verdict": None,
    "rows_accepted": 0,
    "rows_held": 0,
    "due_date": date(2018, 1, 30),
    "is_late": False,
}
SPEAKS = {"submission_id": "r001", "latest_submission_id": "r001", "verdict": "accepted", "rows_accepted": 1204}


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        ({}, State("missing", False, ("due 30 January 2018",), None)),
        ({"is_late": True}, State("missing", True, (), None)),
        ({"due_date": None}, State("missing", False, (), None)),
        (SPEAKS, State("accepted", False, ("1,204 rows",), "r001")),
        (
            SPEAKS | {"latest_state": "registered"},
            State("accepted", False, ("1,204 rows", "newer file being read"), "r001"),
        ),
        (
            SPEAKS | {"verdict": "partially_accepted", "rows_held": 2},
            State("held", False, ("1,204 rows", "2 held"), "r001"),
        ),
    ],
)
def test_a_cell_says_what_is_and_what_is_due(row: dict[str, Any], cell: State) -> None:
    assert state_of(NOTHING | row) == cell


@pytest.mark.parametrize(("day", "code"), [(date(2018, 4, 1), "2017-18-Q4"), (date(2018, 3, 31), "2017-18-Q3")])
def test_a_quarter_is_over_on_the_day_after_its_last(day: date, code: str) -> None:
    assert last_ended(day).code == code


def test_the_quarter_before_the_first_is_last_years_fourth() -> None:
    assert before_period(Period(2017, 1)) == Period(2016, 4)
