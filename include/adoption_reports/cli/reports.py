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
from rich.table import Table

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.values import AsOf, MaybePeriod, moment, period_code
from adoption_reports.domain.periods import parse_period
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.storage import totals as national
from adoption_reports.storage.database import transaction
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


def board_table(period: str, found: list[dict[str, Any]]) -> Table:
    """The board as a table: a line per network, words for every state."""
    read = parse_period(period)
    table = Table(title=f"Reports for {read.label if read else period}")
    for heading in (
        "Network",
        *(dataset.title for dataset in DATASETS.values()),
        "Held rows",
        "Latest upload",
    ):
        table.add_column(heading)
    by_network: dict[str, list[dict[str, Any]]] = {}
    for row in found:
        by_network.setdefault(row["network_code"], []).append(row)
    for network, cells in by_network.items():
        states = [_state(cell) for cell in cells]
        latest = cells[0]["latest_submission_id"]
        last = f"{latest}: {str(cells[0]['latest_verdict']).replace('_', ' ')}" if latest else "none"
        table.add_row(network, *states, f"{sum(cell['rows_held'] for cell in cells):,}", last)
    return table


def _state(cell: dict[str, Any]) -> str:
    late = ", late" if cell["is_late"] else ""
    if cell["status"] in ("missing", "nil"):
        return f"{cell['status']}{late}"
    return f"{cell['status'].replace('_', ' ')}, {cell['rows_accepted']:,} rows{late}"


@app.command()
def totals(
    period: MaybePeriod = None,
    as_of: AsOf = None,
    output: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.table,
) -> None:
    """The national totals: every figure by period and time basis."""
    code = period_code(period) if period else None
    with steps.open_services() as services, transaction(services.database) as connection:
        found = national.national_totals(connection, period=code, as_of=moment(as_of))
    if output is Format.json:
        typer.echo(
            json.dumps([{name: plain(value) for name, value in row.items()} for row in found], indent=1)
        )
    elif output is Format.csv:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(found[0] if found else [])
        writer.writerows([plain(value) for value in row.values()] for row in found)
        typer.echo(text.getvalue(), nl=False)
    else:
        Console(highlight=False).print(totals_table(found))


def plain(value: Any) -> Any:
    """A value as JSON and CSV write it: money and FTE as strings, dates as ISO."""
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


TITLES = {
    "innovations_count": "Innovations",
    "locations_count": "Locations",
    "live_locations_count": "Locations live",
    "adoptions_count": "Adoptions",
    "beneficiaries_count": "Beneficiaries",
    "people_reached_count": "People reached",
    "cases_avoided_count": "Cases avoided",
    "jobs_created_fte": "Jobs created",
    "jobs_safeguarded_fte": "Jobs safeguarded",
    "investment_gbp": "Investment (£)",
}


def totals_table(found: list[dict[str, Any]]) -> Table:
    """The totals as a table: a line per measure, a column per period and time basis."""
    table = Table(title="National totals", caption="One person may count under two innovations.")
    table.add_column("Measure")
    for row in found:
        basis = "in period" if row["time_basis"] == "in_period" else "since 2013/14"
        table.add_column(f"{row['reporting_period']}\n{basis}", justify="right")
    for name, title in TITLES.items():
        table.add_row(title, *(f"{row[name]:,}" for row in found))
    reported = [
        f"{row['adoptions_networks_reported_count']} and {row['economic_networks_reported_count']}"
        f" of {row['networks_expected_count']}"
        for row in found
    ]
    table.add_row("Networks reported\n(adoptions and deals)", *reported)
    table.add_row("Status", *("provisional" if row["is_provisional"] else "final" for row in found))
    return table


@app.command()
def digest() -> None:
    """One hash over everything that counts: equal states give equal hashes."""
    with steps.open_services() as services, services.database.connect() as connection:
        typer.echo(state_digest(connection))
