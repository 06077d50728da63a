"""A back-test for a terminal: which submissions and rows would flip, and which figures would move."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from rich.table import Table

from adoption_reports.domain.backtests import Backtest, FigureMove, Flip
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.metadata.rules import RULES

ROWS_TOLD = 10
"""Rows named per submission; the rest is counted. --format csv lists every one."""


def backtest_words(found: Backtest) -> Iterator[Table | str]:
    """The parts to print one after another."""
    yield (
        f"Submissions judged again: {found.judged_count:,}. Answered differently: {len(found.flips):,}."
        f" National figures that would move: {len(found.moves):,}. Nothing was changed."
    )
    for flip in found.flips:
        yield "\n" + "\n".join(_lines(flip))
    for (period, basis), moves in groupby(found.moves, key=lambda move: (move.reporting_period, move.time_basis)):
        yield _moves(f"\nWould move {'in' if basis == 'in_period' else 'since 2013/14 up to'} {period}", moves)


def _lines(flip: Flip) -> Iterator[str]:
    before, after = (verdict.replace("_", " ") for verdict in (flip.verdict_before, flip.verdict_after))
    yield f"{flip.submission_id}: " + (f"{before}, would be {after}" if before != after else f"stays {after}")
    for rule, (was, would_be) in flip.findings.items():
        yield f"  {rule} {RULES[rule].title}: found {was:,} times, would be {would_be:,}"
    for is_accepted, what in ((True, "rows that would be accepted"), (False, "rows that would not be accepted")):
        rows = [row for row in flip.rows if row.is_accepted is is_accepted]
        if rows:
            named = [f"{row.row} ({', '.join(row.rules)})" if row.rules else str(row.row) for row in rows[:ROWS_TOLD]]
            more = f" and {len(rows) - ROWS_TOLD:,} more" if len(rows) > ROWS_TOLD else ""
            yield f"  {what}: {len(rows):,}: row {', '.join(named)}{more}"


def _moves(title: str, moves: Iterable[FigureMove]) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("Measure", "Is", "Would be", "Movement"):
        table.add_column(heading, justify="left" if heading == "Measure" else "right", no_wrap=True)
    for move in moves:
        is_now, would_be = ("not shown" if value is None else f"{value:,}" for value in (move.before, move.after))
        movement = (move.after or 0) - (move.before or 0)
        table.add_row(MEASURES[move.measure].title, is_now, would_be, f"{movement:+,}")
    return table
