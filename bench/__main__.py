"""`python -m bench [ROW …]`: measure, print each figure as it is known, and write bench/RESULTS.md."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from adoption_reports.steps import log_warnings_only
from bench import deadline, engines, hand_written, large_file, lineage, nasty_inputs, on_one_machine, through_airflow
from bench.outcome import HEADINGS, Figure

ROWS = {1, 2, 3, 4, 5, 6, 8, 9}
NASTY = "nasty"
ENGINES = "engines"
DEADLINE = "deadline"
HISTORY = 10
"""Measured only when asked for, since it first writes a large history."""


def main() -> None:
    """Measure the chosen rows, or all that there are; `nasty` for the nasty inputs."""
    log_warnings_only()
    words = set(sys.argv[1:])
    if not words or NASTY in words:
        _keep_nasty_inputs()
    chosen = {int(word) for word in words - {NASTY, ENGINES, DEADLINE}} if words else ROWS
    figures = []
    if chosen & {1, 4, 9}:
        figures += [_print(figure) for figure in on_one_machine.measure(chosen)]
    if 2 in chosen:
        figures += [_print(figure) for figure in hand_written.measure()]
    if 3 in chosen:
        figures += [_print(figure) for figure in large_file.measure()]
    if chosen & {5, 6, 8}:
        figures += [_print(figure) for figure in through_airflow.measure(chosen)]
    if HISTORY in chosen:
        figures += [_print(figure) for figure in lineage.measure()]
    if ENGINES in words:
        figures += [_print(figure) for figure in engines.measure(lineage.ENOUGH_SIZES)]
    if DEADLINE in words:
        _keep_deadline([_print(figure) for figure in deadline.measure()])
    if figures:
        _keep(figures)


def _keep_nasty_inputs() -> None:
    lines = []
    for line in nasty_inputs.measure():
        lines.append(line)
        print(" | ".join(line), flush=True)
    page = ["# What nasty inputs cost", "", _machine(), "", *_table(nasty_inputs.HEADINGS, lines)]
    Path(__file__).with_name("NASTY_INPUTS.md").write_text("\n".join(page) + "\n", encoding="utf-8")


def _keep_deadline(figures: list[Figure]) -> None:
    rows = [figure.as_cells() for figure in figures]
    page = ["# The deadline, with and without bombs", "", _machine(), "", *_table(HEADINGS, rows)]
    Path(__file__).with_name("DEADLINE.md").write_text("\n".join(page) + "\n", encoding="utf-8")


def _print(figure: Figure) -> Figure:
    print(" | ".join(figure.as_cells()), flush=True)
    return figure


def _keep(figures: list[Figure]) -> None:
    """Put what was measured in the place of what was measured of the same rows before."""
    page = Path(__file__).with_name("RESULTS.md")
    kept = [tuple(line.strip("| ").split(" | ")) for line in page.read_text(encoding="utf-8").splitlines()]
    measured = {str(figure.row) for figure in figures}
    kept = [cells for cells in kept if cells[0].isdecimal() and cells[0] not in measured]
    rows = kept + [(*figure.as_cells(), f"{datetime.now(UTC):%-d %B %Y}") for figure in figures]
    table = _table((*HEADINGS, "measured on"), sorted(rows, key=lambda cells: int(cells[0])))
    page.write_text("\n".join(["# Results", "", _machine(), "", *table]) + "\n", encoding="utf-8")


def _machine() -> str:
    return (
        f"{os.cpu_count()} cores, {platform.machine()}, Linux, Python {platform.python_version()};"
        f" a shared and noisy machine. Last measured on {datetime.now(UTC):%-d %B %Y}."
    )


def _table(headings: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(headings)} |", "|" + "---|" * len(headings), *(f"| {' | '.join(row)} |" for row in rows)]


if __name__ == "__main__":
    main()
