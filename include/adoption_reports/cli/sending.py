"""Commands that bring a file to the pipeline: submit, and link for whoever has no S3 client."""

import getpass
import shlex
import time
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from adoption_reports.cli import app
from adoption_reports.cli.files import show
from adoption_reports.cli.values import Network, PeriodOption, duration, moment, period_code
from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.periods import london_day
from adoption_reports.domain.submissions import REJECTED
from adoption_reports.domain.wording import moment_in_words
from adoption_reports.settings import load_settings
from adoption_reports.steps.sending import Sending
from adoption_reports.steps.sending import link as make_link
from adoption_reports.steps.services import now

LONGEST_LINK = timedelta(days=7)
"""What S3 signatures allow."""
POLL_SECONDS = 0.5


@app.command()
def submit(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE", help="The file.")],
    network: Network,
    period: PeriodOption,
    wait: Annotated[bool, typer.Option("--wait", help="Wait for the receipt and show it.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Load a past quarter: closing days do not apply.")] = False,
    uploaded_at: Annotated[
        str | None,
        typer.Option(metavar="T", help="With --history: when it counts as uploaded, such as 2018-01-29T16:00."),
    ] = None,
    why: Annotated[str, typer.Option(metavar="TEXT", help="With --history: the reason; it is kept.")] = "",
    timeout: Annotated[int, typer.Option(metavar="SECONDS", min=1, help="With --wait: how long at most.")] = 600,
) -> None:
    """Upload a file with the network's own credentials.

    With --wait, exits 0 if the file counts, 1 if it was refused, 2 if there is no receipt in time.
    """
    if not history and (uploaded_at or why):
        raise WrongUse("--uploaded-at and --why go with --history.")
    sending = Sending(load_settings(), network, period_code(period), file)
    if history:
        sending.give_upload_time(moment(uploaded_at), who=getpass.getuser(), why=why)
    sending.send()
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"Sent {file.name} to {sending.object_key}.")
    if not wait:
        console.print(f"The receipt will be in {sending.receipts_place}.")
        return
    receipt = _wait(sending, timeout)
    show(receipt)
    console.print("\nThe receipt's files; each link opens in a browser for a day:")
    for name, url in sending.receipt_files().items():
        console.print(f"  {name}: {url}")
    raise typer.Exit(1 if receipt["verdict"] == REJECTED else 0)


def _wait(sending: Sending, timeout: int) -> dict[str, Any]:
    """The receipt; every stage on the way to it is told once."""
    beside = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
    started, told = time.monotonic(), ""
    with beside.status("Sent") as status:
        for stage in sending.stages():
            if receipt := sending.receipt():
                return receipt
            waited = time.monotonic() - started
            if waited > timeout:
                break
            if stage != told:
                beside.print(f"{stage}.")
                told = stage
            status.update(f"{stage} … {waited:.0f} s")
            time.sleep(POLL_SECONDS)
    typer.echo(
        f"No receipt within {timeout} seconds. Nothing is lost, and there is no need to send the file again: the"
        f" receipt will be in {sending.receipts_place}.",
        err=True,
    )
    raise typer.Exit(2)


@app.command()
def link(
    network: Network,
    period: PeriodOption,
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="The file's name there; for a nil return it must contain nil-return."),
    ] = None,
    expires: Annotated[
        str, typer.Option(metavar="TIME", help="How long the link works: 90m, 24h, at most 7d.")
    ] = "24h",
) -> None:
    """Make a link with which somebody without an S3 client can upload one file.

    Whoever has the link can send a report for this network and quarter until it expires; nothing else.
    """
    lasts = duration(expires)
    if lasts > LONGEST_LINK:
        raise WrongUse("A link can work for 7 days at most.")
    named = name or f"report-{london_day(now())}.xlsx"
    made = make_link(load_settings(), network, period_code(period), name=named, lasts=lasts)
    console = Console(highlight=False, markup=False, soft_wrap=True)
    console.print(f"This link takes one file for {made.object_key}, until {moment_in_words(made.expires_at)}:\n")
    console.print(made.url)
    console.print("\nTo send a file with it (Windows, macOS, Linux; any kind of file, whatever the name above says):\n")
    console.print(f'curl --fail-with-body --upload-file "report.xlsx" {shlex.quote(made.url)}')
    console.print("\nIn Windows PowerShell:\n")
    console.print(f'Invoke-WebRequest -Method Put -InFile "report.xlsx" -Uri "{made.url}"')
    console.print("\nKeep it to the person it is for. A file sent a second time replaces the first.")
