"""The board: which network has reported what, and how far the files under way have come.

A state is a word and a shape, never a colour alone. Source: contract, section 6.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.periods import Period, parse_period
from adoption_reports.feedback.states import State, state_of
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.pages.reading import read
from adoption_reports.storage.status import latest_period

PERIODS_SHOWN = 4
UPLOADS_SHOWN = 8
BATCH_MINUTES = 5
"""Files that came within so many minutes are one batch, whose progress is shown."""


@dataclass(frozen=True, slots=True)
class Board:
    """Networks by periods and datasets. `reported`: per period and dataset, how many networks have."""

    periods: tuple[Period, ...]
    networks: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str, str], State]
    reported: Mapping[tuple[str, str], int]
    due: Mapping[str, date | None]


def read_board(connection: sa.Connection, periods: Sequence[Period], *, today: date) -> Board:
    """The board of some periods, as the ledger says now."""
    codes = [period.code for period in periods]
    found = read(connection, "checks/states.sql", periods=codes, network_code=None, today=today)
    reported = {(code, dataset): 0 for code in codes for dataset in DATASETS}
    for row in found:
        reported[row["reporting_period"], row["dataset"]] += row["submission_id"] is not None
    return Board(
        tuple(periods),
        tuple({row["network_code"]: row["name_since_2023"] for row in found}.items()),
        {(row["network_code"], row["reporting_period"], row["dataset"]): state_of(row) for row in found},
        reported,
        {row["reporting_period"]: row["due_date"] for row in found},
    )


def periods_to_show(connection: sa.Connection, last: str | None, *, today: date) -> list[Period]:
    """The periods up to the asked one, the latest first; else up to the latest that anything was submitted for."""
    end = parse_period(last or latest_period(connection) or "") or last_ended(today)
    shown = [end]
    while len(shown) < PERIODS_SHOWN and not (before := before_period(shown[-1])).is_before_first:
        shown.append(before)
    return shown


def last_ended(today: date) -> Period:
    """The latest quarter that is over."""
    return before_period(Period.containing(today))


def before_period(period: Period) -> Period:
    """The quarter before."""
    return Period(period.year, period.quarter - 1) if period.quarter > 1 else Period(period.year - 1, 4)


def read_progress(connection: sa.Connection) -> dict[str, Any]:
    """How far the files under way have come, in figures and in a sentence, and the latest uploads."""
    found = read(connection, "pages/progress.sql", minutes=BATCH_MINUTES)[0]
    uploads = read(connection, "pages/latest_uploads.sql", uploads=UPLOADS_SHOWN)
    return found | {
        "sentence": progress_sentence(found),
        "uploads": [row | {"stage": stage_of(row)} for row in uploads],
    }


def progress_sentence(found: Mapping[str, Any]) -> str:
    """What is going on, in one sentence."""
    waiting = found["files"] - found["answered"]
    if waiting:
        return f"{found['answered']} of {found['files']} files answered; {waiting} under way."
    if found["pending_changes"]:
        return "Every file is answered; the national totals are being brought up to date."
    return "Every file is answered, and the totals are up to date."


def stage_of(row: Mapping[str, Any]) -> str:
    """How far one submission has come, in words."""
    if row["state"] == "registered":
        if row["has_failed"]:
            return "waiting to be tried again after a fault of ours"
        return "being read and checked" if row["is_being_read"] else "waiting"
    decided = str(row["verdict"]).replace("_", " ")
    return decided if row["state"] == "answered" else f"{decided}; the receipt is being written"
