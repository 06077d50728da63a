"""Routes that show what is: the board and the national totals."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.moments import moment
from adoption_reports.domain.periods import Period, between, london_day, parse_period
from adoption_reports.feedback.states import STATES
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import FIRST_PERIOD
from adoption_reports.pages import board as boards
from adoption_reports.pages.board import before_period, last_ended, periods_to_show
from adoption_reports.pages.house import house_of
from adoption_reports.pages.measures import BASES, SHOWN
from adoption_reports.pages.rendering import page
from adoption_reports.pages.totals import (
    asked_basis,
    asked_measure,
    coverage_sentence,
    latest_shown,
    short_label,
    totals_page,
)

router = APIRouter()


@router.get("/")
def board(request: Request, to: str | None = None) -> Response:
    """The board; a `to` names the last of the periods shown."""
    return page(request, "board.html.j2", **_board(request, to), to=to or "")


@router.get("/board/now")
def board_now(request: Request, to: str | None = None) -> Response:
    """The part of the board that the page's script asks for again and again."""
    return page(request, "board_now.html.j2", **_board(request, to))


def _board(request: Request, to: str | None) -> dict[str, Any]:
    today = london_day(datetime.now(UTC))
    asked = read_period(to)
    with house_of(request).reading() as connection:
        periods = periods_to_show(connection, asked.code if asked else None, today=today)
        shown = boards.read_board(connection, periods, today=today)
        progress = boards.read_progress(connection)
    last, first = periods[0], periods[-1]
    return {
        "board": shown,
        "progress": progress,
        "states": STATES,
        "datasets": {name: dataset.title for name, dataset in DATASETS.items()},
        "earlier": first.code if not before_period(first).is_before_first else None,
        "later": last.next().code if last < last_ended(today) else None,
        "short": short_label,
    }


@router.get("/totals")
def totals(
    request: Request,
    period: str | None = None,
    basis: str | None = None,
    measure: str | None = None,
    as_of: str | None = None,
) -> Response:
    """National totals of one period and time basis, as known now or at a moment."""
    asked, moment_asked = read_period(period), moment(as_of or None)
    wanted_basis, wanted_measure = asked_basis(basis), asked_measure(measure)
    house = house_of(request)
    with house.reading() as connection:
        known = house.moments.known(connection, moment_asked)
    code = latest_shown(known, asked)
    return page(
        request,
        "totals.html.j2",
        shown=totals_page(known, code, wanted_basis, wanted_measure),
        periods=[(one, short_label(one)) for one in known.periods()],
        period=code,
        basis=wanted_basis,
        bases=BASES,
        measure=SHOWN[wanted_measure],
        as_of=moment_asked,
        as_of_typed=as_of or "",
        asked={"period": code, "basis": wanted_basis, "measure": wanted_measure, "as_of": as_of or ""},
        coverage=coverage_sentence,
        short=short_label,
    )


def read_period(text: str | None) -> Period | None:
    """A period that an address names. Raises WrongUse for what is none."""
    if not text:
        return None
    found = parse_period(text)
    if found is None or found.is_before_first:
        raise WrongUse(f"{text} is not a reporting period; write it such as 2017-18-Q3.")
    return found


def periods_for_files() -> list[Period]:
    """The periods that a file can be about, the latest first."""
    first = parse_period(FIRST_PERIOD)
    assert first is not None
    return list(reversed(between(first, Period.containing(london_day(datetime.now(UTC))))))
