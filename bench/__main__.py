"""`python -m bench [ROW …]`: measure, print each figure as it is known, and write bench/RESULTS.md."""

import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from adoption_reports.steps import log_warnings_only
from bench import on_one_machine, through_airflow
from bench.outcome import HEADINGS, Figure

ROWS = {1, 4, 5, 6, 8, 9}


def main() -> None:
    """Measure the chosen rows, or all that there are."""
    log_warnings_only()
    chosen = {int(word) for word in sys.argv[1:]} or ROWS
    figures = []
    if chosen & {1, 4, 9}:
        figures += [_print(figure) for figure in on_one_machine.measure(chosen)]
    if chosen & {5, 6, 8}:
        figures += [_print(figure) for figure in through_airflow.measure(chosen)]
    if chosen == ROWS:
        Path(__file__).with_name("RESULTS.md").write_text(_page(figures), encoding="utf-8")


def _print(figure: Figure) -> Figure:
    print(" | ".join(figure.as_cells()), flush=True)
    return figure


def _page(figures: list[Figure]) -> str:
    cores = os.cpu_count()
    lines = [
        "# Results",
        "",
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {cores} cores, {platform.machine()}, Linux,"
        f" Python {platform.python_version()}; a shared and noisy machine.",
        "",
        "| " + " | ".join(HEADINGS) + " |",
        "|" + "---|" * len(HEADINGS),
        *("| " + " | ".join(figure.as_cells()) + " |" for figure in sorted(figures, key=lambda figure: figure.row)),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
