"""Commands that show: status, totals, digest."""

import csv
import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.console import Console

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.values import AsOf, MaybePeriod, moment, period_code
from adoption_reports.domain.errors import WrongUse
from adoption_reports.feedback.tables import board_table, mart_table, totals_table
from adoption_reports.storage import totals as national
from adoption_reports.storage.database import connected, transaction
from adoption_reports.storage.digest import digest as state_digest
from adoption_reports.storage.status import board, latest_period


class Format(StrEnum):
    """How totals are printed."""

    table = "table"
    json = "json"
    csv = "csv"


@app.command()
def status(period: MaybePeriod = None) -> None:
    """The board: what each network has sent for a period (the latest one reported)."""
    with steps.open_services() as services, transaction(services.database) as connection:
        code = period_code(period) if period else latest_period(connection)
        if code is None:
            typer.echo("Nothing has been submitted yet.")
            return
        found = board(connection, code, today=datetime.now(UTC).date())
    Console(highlight=False).print(board_table(code, found))


class Mart(StrEnum):
    """The marts that say what was known at a moment."""

    national_totals = "national_totals"
    network_totals = "network_totals"
    innovation_totals = "innovation_totals"
    reconciliation_ladder = "reconciliation_ladder"
    overlaps = "overlaps"
    coverage = "coverage"


@app.command()
def totals(
    period: MaybePeriod = None,
    as_of: AsOf = None,
    mart: Annotated[Mart, typer.Option("--mart", help="The nation's totals, or another mart.")] = Mart.national_totals,
    engine: Annotated[
        steps.Engine | None,
        typer.Option("--engine", help="Count the nation's totals anew from lines: in the warehouse, or of the lake."),
    ] = None,
    output: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.table,
) -> None:
    """The national totals: every figure by period and time basis."""
    code = period_code(period) if period else None
    found = _rows(mart, engine, code, moment(as_of))
    if output is Format.json:
        typer.echo(json.dumps([{name: plain(value) for name, value in row.items()} for row in found], indent=1))
    elif output is Format.csv:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(found[0] if found else [])
        writer.writerows([plain(value) for value in row.values()] for row in found)
        typer.echo(text.getvalue(), nl=False)
    else:
        table = totals_table(found) if mart is Mart.national_totals else mart_table(mart.value, found)
        Console(highlight=False).print(table)


def _rows(mart: Mart, engine: steps.Engine | None, code: str | None, as_of: datetime | None) -> list[dict[str, Any]]:
    if engine is not None and mart is not Mart.national_totals:
        raise WrongUse("An engine counts the national totals; leave out --mart.")
    with steps.open_services() as services:
        if engine is not None:
            return steps.count_totals(services, engine, period=code, as_of=as_of)
        with transaction(services.database) as connection:
            if mart is Mart.national_totals:
                return national.national_totals(connection, period=code, as_of=as_of)
            return national.mart_rows(connection, mart.value, period=code, as_of=as_of)


def plain(value: Any) -> Any:
    """A value as JSON and CSV write it: money and FTE as strings, dates as ISO."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


@app.command()
def digest() -> None:
    """One hash over everything that counts: equal states give equal hashes."""
    with steps.open_services() as services, connected(services.database) as connection:
        typer.echo(state_digest(connection))
