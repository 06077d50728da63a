"""Bridges for a terminal: per period a table of figures by reason, then who moved them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from rich.table import Table

from adoption_reports.domain.bridges import REASONS, Bridge
from adoption_reports.domain.periods import parse_period
from adoption_reports.metadata.measures import MEASURES


def bridge_words(found: Iterable[Bridge], begin: datetime, end: datetime | None) -> Iterator[Table | str]:
    """The parts to print one after another."""
    bridges = list(found)
    when = f"between {_moment(begin)} and {_moment(end) if end else 'now'}"
    if not bridges:
        yield f"No national figure moved {when}."
        return
    yield f"What moved the national figures {when}"
    for (period, basis), group in groupby(bridges, key=lambda one: (one.reporting_period, one.time_basis)):
        read = parse_period(period)
        label = read.label if read else period
        yield _table("\n" + (f"In {label}" if basis == "in_period" else f"Since 2013/14 up to {label}"), list(group))


def _table(title: str, bridges: list[Bridge]) -> Table:
    """A line per figure and a line per network below it; a column per reason that occurs."""
    reasons = [reason for reason in REASONS if any(step.reason == reason for one in bridges for step in one.steps)]
    table = Table(title=title, title_justify="left")
    table.add_column("Measure, by network")
    for heading in ("From", *(REASONS[reason].capitalize() for reason in reasons), "To"):
        table.add_column(heading, justify="right")
    for number, one in enumerate(bridges):
        if number:
            table.add_section()
        sums = [sum(step.movement for step in one.steps if step.reason == reason) for reason in reasons]
        moved = (f"{amount:+,}" if amount else "" for amount in sums)
        table.add_row(MEASURES[one.measure].title, f"{one.from_figure:,}", *moved, f"{one.to_figure:,}")
        for network in sorted({step.network_code for step in one.steps}):
            parts = {step.reason: step.movement for step in one.steps if step.network_code == network}
            shown = (f"{parts[reason]:+,}" if reason in parts else "" for reason in reasons)
            table.add_row(f"  {network}", "", *shown, "")
    return table


def _moment(moment: datetime) -> str:
    return f"{moment:%-d %B %Y %H:%M:%S} UTC"
