"""Commands that say where figures come from: explain."""

import csv
import json
import sys
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from adoption_reports import steps
from adoption_reports.cli import app
from adoption_reports.cli.reports import Format, plain
from adoption_reports.cli.values import AsOf, PeriodOption, moment, period_code
from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.questions import Question
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
