"""The national totals as known now or at a past moment, with what stands beside every figure.

Source: totals, sections 5 to 7; contract, section 10.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.periods import Period, parse_period
from adoption_reports.metadata.datasets import ADOPTIONS, ECONOMIC_IMPACT
from adoption_reports.metadata.tables.marts import IN_PERIOD
from adoption_reports.pages import charts
from adoption_reports.pages.measures import SHOWN, figure_in_short
from adoption_reports.pages.reading import read
from adoption_reports.storage.totals import known_at

MOMENTS_KEPT = 16
QUARTERS_DRAWN = 12


@dataclass(frozen=True, slots=True)
class Known:
    """What the marts say, or said at a moment: rows as the SQL files of pages/ name them."""

    national: Sequence[Mapping[str, Any]]
    networks: Sequence[Mapping[str, Any]]
    ladder: Sequence[Mapping[str, Any]]
    missing: Sequence[Mapping[str, Any]]

    def periods(self) -> list[str]:
        """Every period that has totals, in order."""
        return sorted({row["reporting_period"] for row in self.national})

    def of(self, name: str, period: str, basis: str) -> list[Mapping[str, Any]]:
        """The rows of a table for one period and time basis."""
        found: Sequence[Mapping[str, Any]] = getattr(self, name)
        return [row for row in found if (row["reporting_period"], row["time_basis"]) == (period, basis)]


class PastMoments:
    """What was known at past moments: worked out once each, one at a time, since it reads every line.

    What was known at a moment never changes, so it may be kept.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[datetime, Known] = OrderedDict()
        self._lock = Lock()

    def known(self, connection: sa.Connection, as_of: datetime | None) -> Known:
        """What is known now (None), or was at a moment."""
        if as_of is None:
            read(connection, "totals/path_now.sql")
            return _read(connection)
        with self._lock:
            if as_of in self._kept:
                self._kept.move_to_end(as_of)
                return self._kept[as_of]
            with known_at(connection, as_of):
                known = _read(connection)
            # A decision recorded just before this moment may be committed a little later.
            if as_of < datetime.now(UTC) - timedelta(minutes=2):
                self._kept[as_of] = known
                while len(self._kept) > MOMENTS_KEPT:
                    self._kept.popitem(last=False)
            return known


def _read(connection: sa.Connection) -> Known:
    return Known(
        read(connection, "marts/read_national_totals.sql", reporting_period=None),
        read(connection, "pages/network_totals.sql"),
        read(connection, "pages/ladder.sql"),
        read(connection, "pages/coverage.sql"),
    )


@dataclass(frozen=True, slots=True)
class TotalsPage:
    """One period and time basis as the page shows them; `growth` and `networks` are of one measure."""

    row: Mapping[str, Any]
    missing: Mapping[str, Sequence[str]]
    growth: charts.Chart
    history: Sequence[Mapping[str, Any]]
    networks: Sequence[Mapping[str, Any]]
    largest: Decimal
    ladder: Mapping[str, Mapping[str, Any]]


def totals_page(known: Known, period: str, basis: str, measure: str) -> TotalsPage | None:
    """What the page shows; None where the period has no totals."""
    found = known.of("national", period, basis)
    if not found:
        return None
    history = [row for row in known.national if row["time_basis"] == basis and row["reporting_period"] <= period]
    history = history[-QUARTERS_DRAWN:]
    networks = known.of("networks", period, basis)
    return TotalsPage(
        found[0],
        {
            dataset: [
                row["network_code"]
                for row in known.missing
                if row["reporting_period"] == period and row["dataset"] == dataset
            ]
            for dataset in (ADOPTIONS.name, ECONOMIC_IMPACT.name)
        },
        growth_chart(history, measure),
        history,
        networks,
        max((Decimal(row[measure]) for row in networks), default=Decimal(0)),
        {row["measure"]: row for row in known.of("ladder", period, basis)},
    )


def growth_chart(history: Sequence[Mapping[str, Any]], measure: str) -> charts.Chart:
    """A bar for each quarter."""
    values = [
        (short_label(row["reporting_period"]), row[measure], "provisional" if row["is_provisional"] else "whole")
        for row in history
    ]
    return charts.bars(values, in_short(measure))


def in_short(measure: str) -> Callable[[Any], str]:
    """Writes a measure's figures for a chart."""
    return lambda value: figure_in_short(measure, value)


def short_label(code: str) -> str:
    """2017/18 Q3."""
    period = parse_period(code)
    return period.label.split(" (")[0] if period else code


def coverage_sentence(row: Mapping[str, Any], dataset: str, missing: Sequence[str]) -> str:
    """How many networks a figure rests on: 14 of 15 networks reported; missing: YH."""
    column = "adoptions_networks_reported_count" if dataset == ADOPTIONS.name else "economic_networks_reported_count"
    said = f"{row[column]} of {row['networks_expected_count']} networks reported"
    return f"{said}; missing: {', '.join(missing)}" if missing else said


def asked_measure(code: str | None) -> str:
    """A measure that pages know; the first where none is asked for."""
    return code if code in SHOWN else next(iter(SHOWN))


def asked_basis(code: str | None) -> str:
    """A time basis."""
    return code if code in ("in_period", "since_201314") else IN_PERIOD


def latest_shown(known: Known, asked: Period | None) -> str:
    """The period asked for, else the latest that has totals."""
    periods = known.periods()
    if asked:
        return asked.code
    return periods[-1] if periods else ""
