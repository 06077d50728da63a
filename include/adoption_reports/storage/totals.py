"""National totals: kept up to date for what changed, and worked out anew for a past moment.

A change costs what it touches: each figure of a period is the sum of what was added to it, and only
the touched adoptions, places, innovations and deals are looked up again, by index. Source: totals,
sections 1 to 7.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pyarrow as pa
import sqlalchemy as sa

from adoption_reports.domain.periods import between, parse_period
from adoption_reports.metadata.tables import tables
from adoption_reports.metadata.tables.marts import MOMENT_MARTS
from adoption_reports.storage.changes import count_changes
from adoption_reports.storage.counting import Run, count, past, search_path, speak, speakers, values
from adoption_reports.storage.current import END_OF_TIME, RECORD_LOCK, claims
from adoption_reports.storage.database import rows
from adoption_reports.storage.mart_tables import mart_table
from adoption_reports.storage.star import period_values, write_star

_HISTORIES = tuple(f"marts/history.{name}.sql" for name in MOMENT_MARTS if name != "coverage")
TOTALS_LOCK = 5
"""Number of the advisory lock that whoever calls `refresh` or `rebuild` holds."""

LAKE_MARTS = (
    "national_totals",
    "network_totals",
    "innovation_totals",
    "reconciliation_ladder",
    "overlaps",
    "coverage",
    "submission_log",
    "held_rows_summary",
)
"""The marts that the lake holds too, each in one object."""


def refresh(connection: sa.Connection, *, now: datetime | None = None) -> list[str]:
    """Bring totals and marts up to date with every pending change.

    now: the moment that the totals are of, after everything recorded; None: the database's own clock,
    when everything recorded before it is committed.
    Returns the periods whose lines changed; if none, those of which coverage or the log say more now.
    Runs in the caller's transaction, under TOTALS_LOCK. Running it again changes nothing.
    """
    with search_path(connection, "totals/path_now.sql"):
        return _bring_up_to_date(connection, now=now, is_whole=False)


def rebuild(connection: sa.Connection, *, now: datetime | None = None) -> list[str]:
    """Make totals and marts anew from ledger and lines: what any sequence of refreshes leads to."""
    with search_path(connection, "totals/path_now.sql"):
        return _bring_up_to_date(connection, now=now, is_whole=True)


def registry_changed(connection: sa.Connection, version_id: int) -> None:
    """Ask for the totals of every network and period where a newer registry version moved a place.

    `refresh` does this by itself; call it where others should see at once that totals are pending.
    """
    last = rows(connection, "totals/last_refresh.sql")
    used = last[0]["registry_version"] if last else 0
    rows(connection, "totals/registry_changed.sql", used_version=used, version=version_id)


def national_totals(
    connection: sa.Connection, *, period: str | None = None, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """The rows of marts.national_totals in order, with the contract's columns in its order.

    period: only this one; as_of: as known at that moment. Counts are int, money and FTE Decimal.
    """
    moment = search_path(connection, "totals/path_now.sql") if as_of is None else known_at(connection, as_of)
    with moment:
        found = rows(connection, "marts/read_national_totals.sql", reporting_period=period)
        return [dict(row) for row in found]


def mart_rows(
    connection: sa.Connection, name: str, *, period: str | None = None, as_of: datetime | None = None
) -> list[dict[str, Any]]:
    """The rows of one of MOMENT_MARTS in the order of its key, as known at a moment (None: as shown now)."""
    described = tables()[f"marts.{name}"]
    columns: list[sa.ColumnClause[Any]] = [
        sa.column(column) for column in described.columns if column != "refreshed_at"
    ]
    query = sa.select(*columns).select_from(sa.table(name))
    if period is not None:
        query = query.where(sa.column("reporting_period") == period)
    order = described.key or (
        "reporting_period",
        "dataset",
        "innovation_code",
        "place",
        "deal_reference",
        "network_code",
    )
    moment = search_path(connection, "totals/path_now.sql") if as_of is None else known_at(connection, as_of)
    with moment:
        found = connection.execute(query.order_by(*(sa.column(column) for column in order))).mappings()
        return [dict(row) for row in found]


def marts_tables(connection: sa.Connection) -> dict[str, pa.Table]:
    """Every mart that the lake holds, typed and described."""
    return {name: mart_table(connection, name) for name in LAKE_MARTS}


@contextmanager
def known_at(connection: sa.Connection, as_of: datetime) -> Iterator[None]:
    """Within the block, marts named without their schema hold what was known at a moment.

    Read from what was shown where nothing was recorded between then and the moment; else counted anew.
    Undone at its end; the kept tables are never touched.
    """
    shown_at = _last_shown(connection, as_of)
    with _shown_at(connection, as_of, shown_at) if shown_at else counted_at(connection, as_of):
        yield


def _last_shown(connection: sa.Connection, as_of: datetime) -> datetime | None:
    """The last moment before one at which everything was shown, if nothing was recorded in between."""
    last = next(iter(rows(connection, "totals/last_shown.sql", moment=as_of)), None)
    if last is None:
        return None
    shown_at: datetime = last["shown_at"]
    with search_path(connection, "totals/path_now.sql"):
        recorded = {"after": shown_at, "used_version": last["registry_version"], "moment": as_of}
        return None if rows(connection, "totals/changes.sql", **recorded) else shown_at


@contextmanager
def _shown_at(connection: sa.Connection, as_of: datetime, shown_at: datetime) -> Iterator[None]:
    savepoint = connection.begin_nested()
    try:
        rows(connection, "totals/set_moment.sql", moment=shown_at)
        rows(connection, "totals/shown_as_of.sql")
        rows(connection, "totals/path_as_of.sql")
        known = claims(connection, network_code=None, reporting_period=None, as_of=as_of)
        speak(connection, speakers(known, as_of))
        # Whether a file that is missing is late depends on the day alone.
        rows(connection, "marts/coverage.sql", **values(connection, as_of))
        yield
    finally:
        savepoint.rollback()


@contextmanager
def counted_at(connection: sa.Connection, as_of: datetime) -> Iterator[None]:
    """As `known_at`, counted anew from every line: what decides where the two differ."""
    with past(connection, as_of) as run:
        known = claims(connection, network_code=None, reporting_period=None, as_of=as_of)
        speak(connection, speakers(known, as_of))
        run.run("totals/touch_everything.sql", "totals/analyze_sources.sql")
        count(run)
        show(run)
        run.run("marts/coverage.sql")
        yield


def _bring_up_to_date(connection: sa.Connection, *, now: datetime | None, is_whole: bool) -> list[str]:
    rows(connection, "totals/work_tables.sql")
    last = next(iter(rows(connection, "totals/last_refresh.sql")), None)
    if last is not None and not rows(connection, "totals/has_movement.sql")[0]["has_movement"]:
        is_whole = True  # totals from before movements were noted
    with _settled(connection) as clock:
        run = Run(connection, values(connection, now or clock), is_whole)
        version = run.values["registry_version"]
        if last is not None and last["registry_version"] != version:
            registry_changed(connection, version)
        run.run("totals/take_pending.sql")
    if is_whole:
        run.run("totals/empty_state.sql", "totals/touch_everything.sql")
    run.run("totals/analyze_sources.sql")
    touched = {row["reporting_period"] for row in rows(connection, "totals/touched.sql")}
    is_new_registry = is_whole or last is None or last["registry_version"] != version
    if touched or is_new_registry:
        made_from = None if is_whole else last
        count_changes(
            run,
            after=made_from["refreshed_at"] if made_from else None,
            registry_version=made_from["registry_version"] if made_from else 0,
        )
        bounds = show(run, before=made_from)
        run.run("marts/clear_held_rows_summary.sql", "marts/held_rows_summary.sql")
        last_period = bounds["last_period"]
        write_star(run.run, run.touched_periods, last_period=last_period, is_new_registry=is_new_registry)
        run.run("totals/note_refresh.sql", "totals/note_shown.sql", **bounds)
        run.run(*_HISTORIES, end_of_time=END_OF_TIME)
    told = {
        row["reporting_period"]
        for statement in ("marts/coverage.sql", "marts/submission_log.sql")
        for row in rows(connection, statement, **run.values)
    }
    run.run("marts/history.coverage.sql", end_of_time=END_OF_TIME)
    return sorted(period for period in touched or told if period is not None)


@contextmanager
def _settled(connection: sa.Connection) -> Iterator[datetime]:
    """Within the block everything recorded until a moment is committed, and nothing more is recorded."""
    moment = rows(connection, "totals/settle.sql", number=RECORD_LOCK)[0]["moment"]
    try:
        yield moment
    except BaseException:
        connection.invalidate()  # a failed transaction can't unlock; the end of its session does
        raise
    rows(connection, "totals/let_record.sql", number=RECORD_LOCK)


def show(run: Run, *, before: sa.RowMapping | None = None) -> dict[str, str | None]:
    """Write the marts of figures; `before`: what the last refresh showed. Returns the shown bounds."""
    bounds: dict[str, str | None] = dict(rows(run.connection, "totals/shown_bounds.sql")[0])
    has_other_periods = before is None or any(before[name] != bounds[name] for name in bounds)
    first, last = (parse_period(code or "") for code in bounds.values())
    shown = between(first, last) if first and last else []
    run.run("totals/shown_period.sql", **period_values(shown))
    run.run("totals/touched_innovation.sql", has_other_periods=has_other_periods)
    touched = [] if has_other_periods else rows(run.connection, "totals/touched.sql")
    since = {"from_period": min((row["reporting_period"] for row in touched), default="")}
    run.run("totals/analyze_shown.sql", "totals/cut.sql", "totals/analyze_cut.sql", "marts/clear.sql", **since)
    run.run("marts/national_totals.sql", "marts/network_totals.sql", "marts/reconciliation_ladder.sql")
    run.run("marts/clear_innovation_totals.sql", "marts/innovation_totals.sql", **since)
    run.run("marts/clear_overlaps.sql", "marts/overlaps.sql")
    return bounds
