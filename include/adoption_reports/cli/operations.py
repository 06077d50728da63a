"""Commands for whoever runs the stack: process, env, doctor, reference."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.domain.errors import WrongUse
from adoption_reports.settings import load_settings
from adoption_reports.steps.doctor import examine
from adoption_reports.storage.ods import load_ods

reference = typer.Typer(help="The reference registry.", no_args_is_help=True)
app.add_typer(reference, name="reference")


@app.command()
def process(
    once: Annotated[bool, typer.Option("--once", help="Handle everything pending, then end.")] = False,
) -> None:
    """Handle everything pending without Airflow, by the same steps."""
    if not once:
        raise WrongUse("Say --once; the scheduler does the rest.")
    with steps.open_services() as services:
        done = steps.process_once(services)
    for submission, verdict in done["verdicts"].items():
        typer.echo(f"{submission}: {verdict.replace('_', ' ')}")
    periods = ", ".join(done["periods"]) or "none"
    typer.echo(f"{len(done['verdicts'])} submissions; totals brought up to date: {periods}.")


@app.command()
def rebuild() -> None:
    """Make lines, marts and lake anew from ledger and archive; the digest stays the same."""
    with steps.open_services() as services:
        made = steps.rebuild(services)
    typer.echo(f"{made['lines']:,} lines and {made['partitions']:,} partitions of the lake are made anew.")
    if made["judged_again"]:
        typer.echo(f"The archive had lost these lines, so they were judged again: {', '.join(made['judged_again'])}")


@app.command()
def env() -> None:
    """The running stack's settings as shell exports."""
    settings = load_settings()
    shown = {
        "ADOPTION_S3_ENDPOINT": settings.s3_endpoint,
        "ADOPTION_S3_KEY": settings.s3_key,
        "ADOPTION_S3_SECRET": settings.s3_secret,
        "ADOPTION_WAREHOUSE_URL": settings.warehouse_url,
        "ADOPTION_READER_URL": settings.reader_url,
        "ADOPTION_AIRFLOW_URL": settings.airflow_url,
        "ADOPTION_AIRFLOW_USER": settings.airflow_user,
        "ADOPTION_AIRFLOW_PASSWORD": settings.airflow_password,
    }
    if settings.s3_endpoint is None:
        raise WrongUse("No stack is running here; start one with `make up`.")
    for name, value in shown.items():
        text = value if isinstance(value, str) else value.get_secret_value() if value else ""
        typer.echo(f"export {name}={shlex.quote(text)}")


@app.command()
def doctor() -> None:
    """Say what is wrong with this installation and how to mend it."""
    sound = True
    for check in examine(load_settings()):
        sound = sound and check.is_sound
        typer.echo(f"{'ok  ' if check.is_sound else 'FAIL'}  {check.name}: {check.found}")
        if not check.is_sound:
            typer.echo(f"      To mend it: {check.mend} More: {check.page}")
    if not sound:
        raise typer.Exit(1)


@reference.command("load-ods")
def load_ods_files(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="epraccur.csv, etr.csv, …")],
) -> None:
    """Turn the NHS's published organisation files into registry rows (locations.csv)."""
    typer.echo(str(load_ods(files, load_settings().reference_folder)))
