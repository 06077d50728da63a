"""An explanation for a terminal: the figure in a sentence, what counts and what doesn't, then file by file."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from rich.table import Table

from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.questions import Question
from adoption_reports.metadata.measures import MEASURES

THINGS = {"innovations": "different innovations", "places": "different places", "adoptions": "different adoptions"}


def explanation_words(
    asked: Question, figure: Any, summary: Iterable[Mapping[str, Any]], rows: Iterable[Mapping[str, Any]]
) -> Iterator[Table | str]:
    """The parts to print one after another; files in the order of `rows`, each with its hash once."""
    yield f"{_name(asked)}: {figure:,}\n"
    yield _summary(asked, summary)
    for (counts, submission_id, sha256), group in groupby(
        rows, key=lambda row: (row["counts"], row["submission_id"], row["content_sha256"])
    ):
        yield f"\n{submission_id}: rows that {'count' if counts else 'do not count'}. File with SHA-256 {sha256}"
        is_sum = MEASURES[asked.measure_name].amount is not None
        table = Table()
        for heading in ("Sheet", "Row", "Innovation", "Place or deal"):
            table.add_column(heading, justify="right" if heading == "Row" else "left", overflow="fold")
        if is_sum:
            table.add_column("Value", justify="right")
        if not counts:
            table.add_column("Why not")
        for row in group:
            what = (row["sheet"], str(row["row"]), row["innovation_code"], row["place"] or row["deal_reference"])
            amount = (_shown(row["value"]),) if is_sum else ()
            why = () if counts else (row["reason"],)
            table.add_row(*(cell or "" for cell in what), *amount, *why)
        yield table


def _name(asked: Question) -> str:
    period = parse_period(asked.reporting_period)
    label = period.label if period else asked.reporting_period
    parts = [MEASURES[asked.measure_name].title]
    parts.append(f"in {label}" if asked.time_basis == "in_period" else f"since 2013/14 up to {label}")
    parts.append(f"as {asked.network_code} reports it" if asked.network_code else "national figure")
    if asked.innovation_code:
        parts.append(f"of {asked.innovation_code}")
    parts.append(f"as known at {asked.as_of:%-d %B %Y %H:%M:%S} UTC" if asked.as_of else "as known now")
    return ", ".join(parts)


def _summary(asked: Question, summary: Iterable[Mapping[str, Any]]) -> Table:
    things = MEASURES[asked.measure_name].things
    table = Table()
    for heading in ("Rows", "How many", THINGS[things].capitalize() if things else "Come to"):
        table.add_column(heading, justify="left" if heading == "Rows" else "right")
    for row in summary:
        name = "count" if row["reason"] is None else f"do not count: {row['reason']}"
        table.add_row(name, f"{row['rows_count']:,}", _shown(row["things_count"] if things else row["amount"]))
    return table


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{value:,}"
