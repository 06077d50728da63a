"""Commands about files on this machine: check and template. Nothing is sent."""

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.values import Network, PeriodOption, moment, parsed_period
from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.submissions import COUNTING, REJECTED
from adoption_reports.feedback.terminal import Outcome, receipt_lines, summary_table, wrapped
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.settings import load_settings

BATCH_ROWS = 10_000


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="The files, as many as you like.")],
    network: Network,
    period: PeriodOption,
    as_json: Annotated[bool, typer.Option("--json", help="One receipt-shaped object per file, one a line.")] = False,
    write_accepted: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Write the accepted lines there, as <number of FILE>-<dataset>.csv."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="T", help="Judge as if uploaded then, such as 2018-01-29T16:00; default: now.")
    ] = None,
) -> None:
    """Say what a submission of each file would be answered. Works offline and sends nothing.

    Exits 0 if every file would count, 1 if one would be refused, 2 if one can't be read (the others are judged).
    """
    uploaded_at = moment(at) or datetime.now(UTC).replace(microsecond=0)
    answers = steps.check(files, network=network, period=period, at=uploaded_at, settings=load_settings())
    outcomes: list[Outcome] = []
    for number, (name, answer) in enumerate(zip(files, _with_progress(files, answers), strict=True), start=1):
        if isinstance(answer, steps.Unread):
            typer.echo(f"{name}: can't be read: {answer.why}.", err=True)
            outcomes.append(Outcome(name, None))
            continue
        outcomes.append(Outcome(name, answer.receipt))
        if as_json:
            typer.echo(json.dumps(answer.receipt, ensure_ascii=False))
        else:
            show(answer.receipt)
        if write_accepted is not None:
            _write_accepted(write_accepted, number, answer)
    if len(files) > 1 and not as_json:
        Console(highlight=False, markup=False).print(summary_table(outcomes))
    raise typer.Exit(_status(outcomes))


def _with_progress(
    files: list[str], answers: Iterator[steps.Answer | steps.Unread]
) -> Iterator[steps.Answer | steps.Unread]:
    """The answers; meanwhile a terminal (and nothing else) shows which file is being looked at."""
    beside = Console(stderr=True, highlight=False, markup=False)
    for number, name in enumerate(files, start=1):
        with beside.status(f"Checking {name}" + (f" ({number:,} of {len(files):,})" if len(files) > 1 else "")):
            answer = next(answers)
        yield answer


def _status(outcomes: list[Outcome]) -> int:
    if any(one.receipt is None for one in outcomes):
        return 2
    return int(any(one.receipt["verdict"] == REJECTED for one in outcomes if one.receipt))


def _write_accepted(folder: Path, number: int, answer: steps.Answer) -> None:
    """Write one file's accepted lines; what an earlier run left under the same names goes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in DATASETS:
            (folder / f"{number}-{name}.csv").unlink(missing_ok=True)
        if answer.judgement.verdict not in COUNTING:
            return
        for judged in answer.judgement.datasets:
            columns = DATASETS[judged.dataset].columns
            with (folder / f"{number}-{judged.dataset}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(columns)
                for batch in judged.lines.select(columns).to_batches(BATCH_ROWS):
                    writer.writerows(zip(*(map(_plain, batch[name].to_pylist()) for name in columns), strict=True))
    except OSError as error:
        raise WrongUse(f"The accepted lines can't be written to {folder}: {error.strerror or error}.") from error


def _plain(value: Any) -> Any:
    """A value as the contract's CSV has it: a money or job figure that is blank or 0 is 0."""
    return 0 if isinstance(value, Decimal) and not value else value


def show(receipt: dict[str, Any]) -> None:
    """Print a receipt."""
    console = Console(highlight=False, markup=False, soft_wrap=True)
    for number, line in enumerate(receipt_lines(receipt)):
        shown = wrapped(line, console.width) if console.is_terminal else line
        console.print(shown, style=None if number else "bold")


@app.command()
def template(
    network: Network,
    period: PeriodOption,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help="Where to write the workbook.")],
    prefill: Annotated[
        bool,
        typer.Option(
            "--prefill",
            help="Carry over the network's last adoptions; their numbers are left to fill in. Needs the stack.",
        ),
    ] = False,
) -> None:
    """Write the workbook that a network fills in: drop-downs, a locked header, instructions."""
    from adoption_reports.steps.preparing import make_template

    book = make_template(load_settings(), network, parsed_period(period), prefill=prefill)
    try:
        output.write_bytes(book)
    except OSError as error:
        raise WrongUse(f"{output} can't be written: {error.strerror or error}.") from error
    typer.echo(f"Wrote {output}.")
