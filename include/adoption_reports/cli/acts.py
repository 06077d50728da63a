"""Commands by which people change what counts; each is recorded with who, when and why."""

import getpass
from typing import Annotated

import typer

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.values import Why

Submission = Annotated[str, typer.Argument(help="The submission, such as NENC-2017-18-Q3-r002.")]


@app.command()
def withdraw(submission: Submission, why: Why) -> None:
    """Let a submission no longer count; the previous one speaks again."""
    with steps.open_services() as services:
        moved = steps.withdraw(services, submission, who=getpass.getuser(), why=why)
    _say(submission, "withdrawn", [key.dataset for key in moved])


@app.command()
def reinstate(submission: Submission, why: Why) -> None:
    """Take a withdrawal back."""
    with steps.open_services() as services:
        moved = steps.reinstate(services, submission, who=getpass.getuser(), why=why)
    _say(submission, "reinstated", [key.dataset for key in moved])


def _say(submission: str, act: str, datasets: list[str]) -> None:
    changed = " and ".join(name.replace("_", " ") for name in datasets)
    typer.echo(
        f"{submission} is {act}. " + (f"What counts has changed: {changed}." if changed else "Nothing else moves.")
    )
