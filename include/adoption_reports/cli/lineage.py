"""Commands that say where figures come from and what moved them: explain, bridge;
and what changed rules would move: backtest.
"""

import csv
import json
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.reports import Format, plain
from adoption_reports.cli.values import AsOf, MaybePeriod, PeriodOption, moment, period_code
from adoption_reports.domain.bridges import Bridge
from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.questions import Question
from adoption_reports.feedback.backtesting import backtest_words
from adoption_reports.feedback.bridging import bridge_words
from adoption_reports.feedback.explaining import explanation_words
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.storage.explanation import ROW, Explanation


class Basis(StrEnum):
    """The time basis of a figure."""

    in_period = "in_period"
    since_201314 = "since_201314"


@app.command()
def explain(
    measure: Annotated[str, typer.Option("--measure", help="The measure, such as beneficiaries_count.")],
    period: PeriodOption,
    basis: Annotated[Basis, typer.Option("--basis", help="The quarter alone, or since 2013/14.")] = Basis.in_period,
    network: Annotated[str | None, typer.Option("--network", help="This network's own figure.")] = None,
    innovation: Annotated[str | None, typer.Option("--innovation", help="Only this innovation's figure.")] = None,
    as_of: AsOf = None,
    output: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.table,
) -> None:
    """Any figure: every row of every file that is in it, and every row that is not, with the reason."""
    if measure not in MEASURES:
        raise WrongUse(f"{measure} is not a measure; choose one of {', '.join(MEASURES)}.")
    question = Question(measure, period_code(period), basis.value, network, innovation, moment(as_of))
    write = {Format.json: _json, Format.csv: _csv, Format.table: _words}[output]
    with steps.open_services() as services, steps.explain(services, question) as found:
        write(found)


def _json(found: Explanation) -> None:
    asked = found.question
    head = {
        "measure": asked.measure_name,
        "reporting_period": asked.reporting_period,
        "time_basis": asked.time_basis,
        "network_code": asked.network_code,
        "as_of": None if asked.as_of is None else asked.as_of.isoformat().replace("+00:00", "Z"),
        "figure": plain(found.figure),
    }
    # Row by row: an explanation may be longer than memory.
    sys.stdout.write(json.dumps(head)[:-1] + ', "rows": [')
    for number, row in enumerate(found.rows()):
        said = {name: plain(value) for name, value in row.items()}
        sys.stdout.write((",\n " if number else "\n ") + json.dumps(said, ensure_ascii=False))
    sys.stdout.write("\n]}\n")


def _csv(found: Explanation) -> None:
    writer = csv.DictWriter(sys.stdout, ROW, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in row.items()} for row in found.rows())


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else plain(value)


def _words(found: Explanation) -> None:
    console = Console(highlight=False)
    for part in explanation_words(found.question, found.figure, found.summary, found.rows()):
        console.print(part, soft_wrap=isinstance(part, str))


From = Annotated[str, typer.Option("--from", help="The earlier moment, such as 2018-02-01T09:00Z.")]
To = Annotated[str, typer.Option("--to", help="The later moment, or now.")]


@app.command()
def bridge(
    from_: From,
    to: To = "now",
    period: MaybePeriod = None,
    measure: Annotated[str | None, typer.Option("--measure", help="Only this measure.")] = None,
    output: Annotated[Format, typer.Option("--format", help="table, json or csv.")] = Format.table,
) -> None:
    """What moved the national figures between two moments, by reason and network; adds up exactly."""
    begin, end = moment(from_), None if to == "now" else moment(to)
    if begin is None or (end is not None and end < begin):
        raise WrongUse("The moment after --from has to come before the one after --to.")
    if measure is not None and measure not in MEASURES:
        raise WrongUse(f"{measure} is not a measure; choose one of {', '.join(MEASURES)}.")
    code = period_code(period) if period else None
    with steps.open_services() as services:
        found = steps.bridge(services, begin, end, reporting_period=code, measure=measure)
    if output is Format.json:
        typer.echo(json.dumps([_plain_bridge(one) for one in found], indent=1))
    elif output is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("reporting_period", "time_basis", "measure", "reason", "network_code", "movement"))
        for one in found:
            figure = (one.reporting_period, one.time_basis, one.measure)
            writer.writerows((*figure, step.reason, step.network_code, plain(step.movement)) for step in one.steps)
    else:
        console = Console(highlight=False)
        for part in bridge_words(found, begin, end):
            console.print(part)


def _plain_bridge(one: Bridge) -> dict[str, Any]:
    return {
        "reporting_period": one.reporting_period,
        "time_basis": one.time_basis,
        "measure": one.measure,
        "from": plain(one.from_figure),
        "to": plain(one.to_figure),
        "movement": plain(one.to_figure - one.from_figure),
        "steps": [
            {"reason": step.reason, "network_code": step.network_code, "movement": plain(step.movement)}
            for step in one.steps
        ],
    }


@app.command()
def backtest(
    submissions: Annotated[list[str] | None, typer.Argument(help="Only these; else all that are chosen.")] = None,
    reference: Annotated[Path | None, typer.Option("--reference", help="A folder with another registry.")] = None,
    network: Annotated[str | None, typer.Option("--network", help="Only this network's.")] = None,
    period: MaybePeriod = None,
    output: Annotated[Format, typer.Option("--format", help="table, json or csv (of rows).")] = Format.table,
) -> None:
    """What changed rules or another registry would do to all history; changes nothing.

    The rules and limits are those of the code that runs: try a change from its branch.
    """
    code = period_code(period) if period else None
    with steps.open_services() as services:
        found = steps.backtest(
            services, submissions or (), reference=reference, network_code=network, reporting_period=code
        )
    if output is Format.json:
        typer.echo(json.dumps(asdict(found), indent=1, default=plain))
    elif output is Format.csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(("submission_id", "dataset", "row", "is_accepted", "rules"))
        for flip in found.flips:
            writer.writerows(
                (flip.submission_id, row.dataset, row.row, str(row.is_accepted).lower(), " ".join(row.rules))
                for row in flip.rows
            )
    else:
        console = Console(highlight=False)
        for part in backtest_words(found):
            console.print(part, soft_wrap=isinstance(part, str))
