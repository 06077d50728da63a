"""The board and the national totals as tables for a terminal: words and figures, no colour needed."""

from decimal import Decimal
from typing import Any

from rich.table import Table

from adoption_reports.domain.periods import parse_period
from adoption_reports.metadata.datasets import DATASETS


def board_table(period: str, found: list[dict[str, Any]]) -> Table:
    """The board as a table: a line per network, words for every state."""
    table = Table(title=f"Reports for {_label(period)}")
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
        table.add_column(f"{row['reporting_period']}\n{_basis(row['time_basis'])}", justify="right", no_wrap=True)
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


def mart_table(name: str, found: list[dict[str, Any]]) -> Table:
    """The rows of any other mart, under its columns' names."""
    table = Table(title=f"marts.{name}")
    for column in found[0] if found else ("nothing to show",):
        table.add_column(column, overflow="fold")
    for row in found:
        table.add_row(*(_cell(cell) for cell in row.values()))
    return table


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return "" if value is None else str(value)


def ladder_table(period: str, found: list[dict[str, Any]]) -> Table:
    """How the networks' figures become the national one: a line per measure."""
    table = Table(title=f"Reconciliation ladder, {_label(period)}")
    for heading in ("Measure", "Time basis", "Sum of networks", "Overlap removed", "National"):
        is_text = heading in ("Measure", "Time basis")
        table.add_column(heading, justify="left" if is_text else "right", no_wrap=not is_text)
    for row in found:
        if row["measure"] in TITLES:
            steps = (row[name] for name in ("sum_of_networks", "overlap_removed", "national"))
            figures = (_figure(row["measure"], step) for step in steps)
            table.add_row(TITLES[row["measure"]], _basis(row["time_basis"]), *figures)
    return table


def _figure(measure: str, value: Decimal) -> str:
    """A figure of the ladder, whose columns hold counts, jobs and money alike."""
    if measure.endswith("_count"):
        return f"{int(value):,}"
    return f"{value:,.1f}" if measure.endswith("_fte") else f"{value:,.2f}"


def _label(period: str) -> str:
    read = parse_period(period)
    return read.label if read else period


def _basis(name: str) -> str:
    return "in period" if name == "in_period" else "since 2013/14"
