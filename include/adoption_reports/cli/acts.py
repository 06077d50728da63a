"""Commands by which people change what counts; each is recorded with who, when and why."""

import getpass
from collections.abc import Iterator
from typing import Annotated

import typer

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.values import Why
from adoption_reports.domain.errors import WrongUse
from adoption_reports.steps.replaying import Counts, Flip, Movement

NO_ROWS = Counts(0, 0)

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


@app.command()
def replay(
    submissions: Annotated[list[str] | None, typer.Argument(help="Submissions, such as NENC-2017-18-Q3-r002.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every submission that has a verdict.")] = False,
    why: Annotated[str | None, typer.Option("--why", help="The reason; it is kept, and told to the sender.")] = None,
    stamped: Annotated[bool, typer.Option("--stamped", help="By the registry that was stamped, not today's.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")] = False,
) -> None:
    """Judge submissions again from the archived bytes: by today's rules, and today's registry unless --stamped."""
    if every == bool(submissions):
        raise WrongUse("Name submissions, or say --all.")
    names = None if every else submissions
    with steps.open_services() as services:
        if dry_run:
            flips, movements = steps.try_out(services, names, stamped=stamped)
        else:
            if not why:
                raise WrongUse("Say --why: the reason is kept with the act. Or look first, with --dry-run.")
            flips = steps.replay(services, names, stamped=stamped, who=getpass.getuser(), why=why)
            movements = []
    for line in replay_lines(flips, movements, dry_run=dry_run):
        typer.echo(line)


def replay_lines(flips: list[Flip], movements: list[Movement], *, dry_run: bool) -> Iterator[str]:
    """What a replay did, or would do, in words."""
    for flip in flips:
        if not flip.is_changed:
            continue
        yield f"{flip.submission_id}: {_verdicts(flip)}"
        for dataset in sorted(flip.before.keys() | flip.after.keys()):
            before, after = flip.before.get(dataset, NO_ROWS), flip.after.get(dataset, NO_ROWS)
            if before != after:
                yield (
                    f"  {dataset.replace('_', ' ')}: accepted {before.rows_accepted:,} -> {after.rows_accepted:,},"
                    f" held {before.rows_held:,} -> {after.rows_held:,}"
                )
    for moved in movements:
        figure = f"{moved.measure} {moved.reporting_period} {moved.time_basis}"
        yield f"{figure}: {_figure(moved.before)} -> {_figure(moved.after)}"
    changed = sum(flip.is_changed for flip in flips)
    if dry_run:
        yield f"{changed} of {len(flips)} submissions would get a new decision. Nothing was changed."
    else:
        yield f"{changed} of {len(flips)} submissions have a new decision; the others stay as they were."


def _verdicts(flip: Flip) -> str:
    before, after = (name.replace("_", " ") for name in (flip.verdict_before, flip.verdict_after))
    return f"{before}, as before, with other rows or findings" if before == after else f"{before} -> {after}"


def _figure(value: object) -> str:
    return "none" if value is None else f"{value:,}"


def _say(submission: str, act: str, datasets: list[str]) -> None:
    changed = " and ".join(name.replace("_", " ") for name in datasets)
    typer.echo(
        f"{submission} is {act}. " + (f"What counts has changed: {changed}." if changed else "Nothing else moves.")
    )
