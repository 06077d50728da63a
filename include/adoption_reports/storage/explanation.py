"""Which rows of which files a figure is made of, and why every other row isn't in it.

The rows that count come to the figure exactly, or nothing is shown. Only the submissions that the
figure could have come from are read, by index. Source: totals, section 9; contract, section 8.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.errors import FigureUnexplained, WrongUse
from adoption_reports.domain.questions import Question
from adoption_reports.domain.submissions import DUPLICATE, Claim, DatasetKey
from adoption_reports.metadata.datasets import ADOPTIONS, ECONOMIC_IMPACT
from adoption_reports.storage.counting import (
    Run,
    Speaker,
    compare_claims,
    keep_claims,
    past,
    search_path,
    speak,
    speakers,
    values,
)
from adoption_reports.storage.current import END_OF_TIME, claims
from adoption_reports.storage.database import rows, sql, table

_LINES = {ADOPTIONS.name: "explain/adoptions.sql", ECONOMIC_IMPACT.name: "explain/deals.sql"}
_BATCH = 5_000
ROW = (
    "counts", "reason", "network_code", "reporting_period", "submission_id", "content_sha256", "sheet", "row",
    "innovation_code", "place", "deal_reference", "value",
)  # fmt: skip
"""What is said about each row, in the contract's order."""


@dataclass(frozen=True)
class Explanation:
    """A figure and its rows, readable while the block lasts that made it.

    summary: per reason (None: counts) rows_count, things_count, amount.
    """

    question: Question
    figure: int | Decimal
    summary: list[dict[str, Any]]
    _connection: sa.Connection

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row with the contract's keys in its order, those that count first."""
        streamed = self._connection.execute(sql("explain/rows.sql"), execution_options={"yield_per": _BATCH})
        for row in streamed.mappings():
            value = row["thing"] if self.question.measure.things else row["amount"]
            said = {**row, "row": row["row_number"], "value": as_figure(self.question.measure_name, value)}
            yield {name: said[name] for name in ROW}


def rows_to_read(connection: sa.Connection, question: Question) -> int:
    """About how many rows have to be looked at to explain a figure: by the ledger, or an innovation's index."""
    if question.innovation_code is not None:
        is_of_adoptions = question.measure.dataset == ADOPTIONS.name
        lines = table("warehouse.adoption_line" if is_of_adoptions else "warehouse.economic_impact_line")
        query = sa.select(sa.func.count()).where(lines.c.innovation_code == question.innovation_code)
        if not question.spans_history:
            query = query.where(lines.c.reporting_period == question.reporting_period)
        return connection.scalar(query) or 0
    found = rows(
        connection,
        "explain/rows_to_read.sql",
        dataset=question.measure.dataset,
        network_code=question.network_code,
        from_period="" if question.spans_history else question.reporting_period,
        reporting_period=question.reporting_period,
        as_of=question.as_of or END_OF_TIME,
    )
    return int(found[0]["rows_count"])


def as_figure(measure_name: str, value: Any) -> Any:
    """Counts as int, money and FTE as Decimal; text and None stay."""
    is_whole = isinstance(value, Decimal) and measure_name.endswith("_count")
    return int(value) if is_whole else value


@contextmanager
def explanation(connection: sa.Connection, question: Question) -> Iterator[Explanation]:
    """A figure's rows, within the caller's transaction (of one snapshot, where others write).

    Raises WrongUse for a network or innovation that nobody knows, and FigureUnexplained when the rows
    do not come to the figure: our fault.
    """
    with _state(connection, question) as run:
        _check_known(run, question)
        rows(connection, "explain/tables.sql")
        _fill(run, question)
        summary = [dict(row) for row in rows(connection, "explain/summary.sql")]
        counting = next((row for row in summary if row["reason"] is None), None)
        number = (counting["things_count"] if question.measure.things else counting["amount"]) if counting else 0
        figure = as_figure(question.measure_name, _amount(question, number))
        shown = _shown(connection, question)
        if shown is not None and shown != figure:
            raise FigureUnexplained(question.measure_name, shown=shown, counted=figure)
        yield Explanation(question, figure, summary, connection)


def _amount(question: Question, number: Any) -> Decimal | int:
    """A sum with the decimals of its kind, also where nothing was added up."""
    if question.measure.dataset == ADOPTIONS.name:
        return int(number)
    return Decimal(number).quantize(Decimal("0.01" if question.measure.amount == "investment_gbp" else "0.1"))


def _state(connection: sa.Connection, question: Question) -> AbstractContextManager[Run]:
    return _now(connection) if question.as_of is None else past(connection, question.as_of)


@contextmanager
def _now(connection: sa.Connection) -> Iterator[Run]:
    """The kept tables, with the registry that they were made from."""
    with search_path(connection, "totals/path_now.sql"):
        last = rows(connection, "totals/last_refresh.sql")
        version = last[0]["registry_version"] if last else 0
        yield Run(connection, values(connection, END_OF_TIME) | {"registry_version": version}, is_whole=False)


def _check_known(run: Run, question: Question) -> None:
    for kind, code in (("network", question.network_code), ("innovation", question.innovation_code)):
        if code is not None and not rows(run.connection, f"explain/known_{kind}.sql", code=code):
            raise WrongUse(f"{code} is no {kind} that the registry has ever had.")


def _fill(run: Run, question: Question) -> None:
    """Explain every row that the figure could have come from."""
    as_of = question.as_of or END_OF_TIME
    known = [
        claim
        for claim in claims(
            run.connection,
            network_code=question.network_code,
            reporting_period=None if question.spans_history else question.reporting_period,
            as_of=as_of,
        )
        if claim.dataset_key.dataset == question.measure.dataset
        and claim.dataset_key.reporting_period <= question.reporting_period
    ]
    speaking = speakers(known, as_of)
    counted_anew: set[str] = set()
    if question.as_of is not None and question.claim is not None:
        counted_anew = _changed_periods(run, question, known, speaking)
        speak(run.connection, {key: one for key, one in speaking.items() if key.reporting_period in counted_anew})
        run.run("totals/touch_everything.sql", "totals/analyze_sources.sql")
        compare_claims(run, innovation_code=question.innovation_code)
        keep_claims(run)
        run.run("totals/analyze_shared.sql")
    _fill_sources(run.connection, known, {speaker.submission_id for speaker in speaking.values()})
    asked = {
        "innovation_code": question.innovation_code,
        "claim": question.claim,
        "bases": list(question.measure.bases) if question.measure.bases else None,
        "things": question.measure.things,
        "amount": question.measure.amount,
    }
    run.run("explain/analyze.sql")
    for period in sorted({claim.dataset_key.reporting_period for claim in known}):
        is_kept = question.as_of is not None and period not in counted_anew
        # Kept claims are looked up in the kept tables; what this explanation works with comes last there.
        with search_path(run.connection, "totals/path_now.sql") if is_kept else nullcontext():
            run.run(_LINES[question.measure.dataset], reporting_period=period, **asked)
    run.run("explain/held.sql", "explain/repeated.sql", **asked)
    if question.measure.claim == "live":
        run.run("explain/latest.sql")


def _changed_periods(
    run: Run, question: Question, known: Iterable[Claim], speaking: Mapping[DatasetKey, Speaker]
) -> set[str]:
    """The periods of a past moment in which other claims counted than those that the kept tables hold.

    Which network counts is decided within a period; so a period in which the same submissions speak, by the
    same registry, need not be counted again.
    """
    periods = {claim.dataset_key.reporting_period for claim in known}
    last = rows(run.connection, "totals/last_refresh.sql")
    if not last or last[0]["registry_version"] != run.values["registry_version"]:
        return periods
    found = rows(run.connection, "explain/kept_speakers.sql", dataset=question.measure.dataset)
    kept = {
        DatasetKey(row["network_code"], row["reporting_period"], question.measure.dataset): row["lines_of"]
        for row in found
    }
    pending = {row["reporting_period"] for row in found if row["is_pending"]}
    then = {key: one.lines_of for key, one in speaking.items()}
    moved = {key for key in kept.keys() | then.keys() if kept.get(key) != then.get(key)}
    return periods & (pending | {key.reporting_period for key in moved})


def _fill_sources(connection: sa.Connection, known: list[Claim], speaking: set[str]) -> None:
    rows(
        connection,
        "explain/source.sql",
        network_codes=[claim.dataset_key.network_code for claim in known],
        reporting_periods=[claim.dataset_key.reporting_period for claim in known],
        datasets=[claim.dataset_key.dataset for claim in known],
        submission_ids=[claim.submission_id for claim in known],
        lines_of=[claim.lines_of for claim in known],
        standings=[None if claim.submission_id in speaking else _standing(claim) for claim in known],
    )


def _standing(claim: Claim) -> str:
    """Why a claim does not speak."""
    if claim.is_withdrawn:
        return "withdrawn"
    return "duplicate" if claim.verdict == DUPLICATE else "superseded"


def _shown(connection: sa.Connection, question: Question) -> Any:
    """The figure as the marts show it now; None where no mart has it."""
    cuts = question.network_code is not None, question.innovation_code is not None
    if question.as_of is not None or all(cuts):
        return None
    mart = "network" if cuts[0] else "innovation" if cuts[1] else "national"
    found = rows(
        connection,
        f"explain/{mart}_figure.sql",
        reporting_period=question.reporting_period,
        time_basis=question.time_basis,
        network_code=question.network_code,
        innovation_code=question.innovation_code,
    )
    return found[0][question.measure_name] if found else None
