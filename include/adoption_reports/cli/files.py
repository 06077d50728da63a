"""Commands about files: check, submit."""

import csv
import getpass
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.values import Network, PeriodOption, moment, period_code
from adoption_reports.domain.submissions import COUNTING, REJECTED
from adoption_reports.feedback.terminal import receipt_lines
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.settings import load_settings
from adoption_reports.steps.sending import Sending


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="The files.")],
    network: Network,
    period: PeriodOption,
    as_json: Annotated[bool, typer.Option("--json", help="One receipt-shaped object per file, one a line.")] = False,
    write_accepted: Annotated[Path | None, typer.Option(help="Write the accepted lines as CSV here.")] = None,
    at: Annotated[str | None, typer.Option(help="Judge as if uploaded at this moment; default: now.")] = None,
) -> None:
    """Say what a submission of each file would be answered. Works offline and sends nothing."""
    names = [str(file) for file in files]
    uploaded_at = moment(at) or datetime.now(UTC).replace(microsecond=0)
    answers = steps.check(names, network=network, period=period, at=uploaded_at, settings=load_settings())
    rejected = False
    for number, answer in enumerate(answers, start=1):
        rejected = rejected or answer.judgement.verdict == REJECTED
        if as_json:
            typer.echo(json.dumps(answer.receipt, ensure_ascii=False))
        else:
            _show(answer.receipt)
        if write_accepted is not None and answer.judgement.verdict in COUNTING:
            _write_accepted(write_accepted, number, answer)
    raise typer.Exit(1 if rejected else 0)


def _write_accepted(folder: Path, number: int, answer: steps.Answer) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for judged in answer.judgement.datasets:
        columns = DATASETS[judged.dataset].columns
        with (folder / f"{number}-{judged.dataset}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(zip(*(judged.lines[name].to_pylist() for name in columns), strict=True))


def _show(receipt: dict[str, Any]) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for line in receipt_lines(receipt):
        console.print(line, markup=False)


@app.command()
def submit(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The file.")],
    network: Network,
    period: PeriodOption,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the receipt and show it.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Load a past quarter: closing days do not apply.")] = False,
    uploaded_at: Annotated[str | None, typer.Option(help="With --history: when it counts as uploaded.")] = None,
    why: Annotated[str, typer.Option(help="With --history: the reason; it is kept.")] = "",
    timeout: Annotated[int, typer.Option(help="With --wait: seconds to wait at most.")] = 600,
) -> None:
    """Upload a file with the network's own credentials."""
    sending = Sending(load_settings(), network, period_code(period), file)
    if history:
        sending.give_upload_time(moment(uploaded_at), who=getpass.getuser(), why=why)
    sending.send()
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"Sent {file.name} to {sending.object_key}.", markup=False)
    if not wait:
        return
    deadline = time.monotonic() + timeout
    with console.status("Waiting for the receipt…") as status:
        started = time.monotonic()
        while (receipt := sending.receipt()) is None:
            if time.monotonic() > deadline:
                typer.echo(f"No receipt within {timeout} seconds; it will come. See `adoption status`.", err=True)
                raise typer.Exit(2)
            time.sleep(0.5)
            status.update(f"Waiting for the receipt… {time.monotonic() - started:.0f} s")
    _show(receipt)
    raise typer.Exit(1 if receipt["verdict"] == REJECTED else 0)
