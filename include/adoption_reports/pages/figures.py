"""Routes that lead from a figure to its rows, and from one moment's figures to another's.

Source: totals, sections 8 and 9.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import asdict
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from adoption_reports import steps
from adoption_reports.domain.bridges import REASONS, Bridge
from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.moments import moment
from adoption_reports.domain.questions import Question
from adoption_reports.feedback.held_rows import neutralised
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.pages import charts
from adoption_reports.pages.house import house_of
from adoption_reports.pages.measures import BASES, SHOWN
from adoption_reports.pages.parts import parts_of
from adoption_reports.pages.rendering import HEADERS, page
from adoption_reports.pages.reports import read_period
from adoption_reports.pages.totals import asked_basis, asked_measure, in_short, short_label
from adoption_reports.storage.explanation import ROW

router = APIRouter()

ROWS_SHOWN = 200
CSV_ROWS = 500


@router.get("/figure")
def figure(request: Request, after: int = 0) -> Response:
    """One figure: what it is made of by reason, and its rows from `after` on, down to file, sheet and row."""
    question = _question(request)
    after = max(after, 0)
    house = house_of(request)
    with house.reading() as connection:
        parts = parts_of(connection, question, lambda: house.moments.known(connection, question.as_of))
    if parts is not None:
        return page(request, "parts.html.j2", parts=parts, **_shown(request, question))
    with steps.explain(house.services, question) as found:
        rows = list(islice(found.rows(), after, after + ROWS_SHOWN))
        count = sum(row["rows_count"] for row in found.summary)
        return page(
            request,
            "figure.html.j2",
            figure_value=found.figure,
            summary=found.summary,
            rows=rows,
            after=after,
            count=count,
            following=after + ROWS_SHOWN if count > after + ROWS_SHOWN else None,
            **_shown(request, question),
        )


def _shown(request: Request, question: Question) -> dict[str, Any]:
    """What every page about a figure says."""
    return {
        "question": question,
        "measure": MEASURES[question.measure_name],
        "title": title_of(question.measure_name),
        "code": question.measure_name,
        "bases": BASES,
        "short": short_label,
        "asked": _address(request),
    }


@router.get("/figure.csv")
def figure_csv(request: Request) -> Response:
    """Every row of a figure as CSV, however many there are."""
    question = _question(request)
    block = ExitStack()
    # Opened before the answer begins, so that a wrong question is still told in words.
    found = block.enter_context(steps.explain(house_of(request).services, question))

    def parts() -> Iterator[str]:
        with block:
            yield ",".join(ROW) + "\r\n"
            rows = found.rows()
            while batch := list(islice(rows, CSV_ROWS)):
                text = io.StringIO()
                csv.writer(text).writerows([neutralised(row[name]) for name in ROW] for row in batch)
                yield text.getvalue()

    name = f"{question.measure_name}-{question.reporting_period}.csv"
    headers = HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts(), headers=headers, media_type="text/csv; charset=utf-8")


def title_of(code: str) -> str:
    """A measure's title, as on the other pages where they show it."""
    return SHOWN[code].title if code in SHOWN else MEASURES[code].title


def _question(request: Request) -> Question:
    asked = request.query_params
    period = read_period(asked.get("period"))
    if period is None or asked.get("measure") not in MEASURES:
        raise WrongUse("Say which figure: its measure and its quarter.")
    return Question(
        asked["measure"],
        period.code,
        asked_basis(asked.get("basis")),
        asked.get("network") or None,
        asked.get("innovation") or None,
        moment(asked.get("as_of") or None),
    )


def _address(request: Request) -> dict[str, str]:
    names = ("measure", "period", "basis", "network", "innovation", "as_of")
    return {name: request.query_params[name] for name in names if request.query_params.get(name)}


@router.get("/changes")
def changes(
    request: Request,
    since: str = "",
    to: str = "",
    period: str | None = None,
    basis: str | None = None,
    measure: str | None = None,
) -> Response:
    """What moved the figures of a quarter between two moments, by reason and network."""
    begin, end, asked_period = moment(since or None), moment(to or None), read_period(period)
    if begin is not None and end is not None and end < begin:
        raise WrongUse("The first moment has to come before the second.")
    wanted_basis, wanted = asked_basis(basis), asked_measure(measure)
    found: list[Bridge] = []
    if begin is not None and asked_period is not None:
        every = steps.bridge(house_of(request).services, begin, end, reporting_period=asked_period.code)
        found = [one for one in every if one.time_basis == wanted_basis and one.measure in SHOWN]
    drawn = next((one for one in found if one.measure == wanted), None)
    return page(
        request,
        "changes.html.j2",
        is_asked=begin is not None and asked_period is not None,
        begin=begin,
        end=end,
        since=since,
        to=to,
        period=asked_period,
        bases=BASES,
        basis=wanted_basis,
        measure=SHOWN[wanted],
        found=[asdict(one) | {"sums": _by_reason(one)} for one in found],
        reasons={code: words for code, words in REASONS.items() if any(code in _by_reason(one) for one in found)},
        drawn=drawn,
        chart=_waterfall(drawn) if drawn else None,
        short=short_label,
    )


def _by_reason(one: Bridge) -> dict[str, Any]:
    sums: dict[str, Any] = {}
    for step in one.steps:
        sums[step.reason] = sums.get(step.reason, 0) + step.movement
    return sums


def _waterfall(one: Bridge) -> charts.Chart:
    moves = [(REASONS[reason], by) for reason, by in _by_reason(one).items()]
    return charts.waterfall(one.from_figure, moves, ("before", "after"), in_short(one.measure))
