"""What the totals would be, if some submissions had been decided differently: worked out beside the kept ones.

Lines go into tables of the session, and the registry is loaded in a transaction that is rolled back:
nothing is changed. Source: contract, section 8.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.backtests import FigureMove
from adoption_reports.domain.judgement import Judgement
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import COUNTING, Claim, DatasetKey, submission_of
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.storage.counting import count, past, speak, speakers
from adoption_reports.storage.current import END_OF_TIME, claims
from adoption_reports.storage.database import rows, table
from adoption_reports.storage.ledger import Submission
from adoption_reports.storage.lines import copy_lines
from adoption_reports.storage.reference import store_registry
from adoption_reports.storage.totals import national_totals, show

_CANDIDATE = "candidate:"
"""What the names of candidates' lines begin with; no submission's does."""


@contextmanager
def candidate_tables(connection: sa.Connection) -> Iterator[None]:
    """Within the block, the session has tables for candidates' lines."""
    with connection.begin():
        rows(connection, "backtest/tables.sql")
    yield
    with connection.begin():
        rows(connection, "backtest/drop.sql")


def keep_candidate(connection: sa.Connection, submission: Submission, judgement: Judgement) -> None:
    """Keep the lines that a submission would have."""
    where_from = {
        "reporting_period": str(submission.reporting_period),
        "network_code": str(submission.network_code),
        "submission_id": _CANDIDATE + submission.submission_id,
    }
    with connection.begin():
        for judged in judgement.datasets:
            copy_lines(
                connection,
                judged.dataset,
                judged.lines,
                where_from | {"sheet": judged.sheet},
                into="backtest/copy.{}.sql",
            )


def figure_moves(
    connection: sa.Connection, candidates: Mapping[str, Judgement], registry: Registry | None
) -> list[FigureMove]:
    """The national figures that would differ, with these judgements by submission.

    registry: the one to count by; None: as it is.
    """
    with connection.begin() as transaction:
        pending = bool(rows(connection, "load/first_pending.sql"))
        before = _figures(national_totals(connection, as_of=END_OF_TIME if pending else None))
        known = claims(connection, network_code=None, reporting_period=None, as_of=END_OF_TIME)
        if registry is not None:
            store_registry(connection, registry, recorded_at=END_OF_TIME)
        with past(connection, END_OF_TIME) as run:
            rows(connection, "backtest/views.sql")
            speak(connection, speakers(_claims(connection, known, candidates), END_OF_TIME))
            run.run("totals/touch_everything.sql", "totals/analyze_sources.sql")
            count(run)
            show(run)
            found = rows(connection, "marts/read_national_totals.sql", reporting_period=None)
            after = _figures(dict(row) for row in found)
        transaction.rollback()
    return [
        FigureMove(*key, before.get(key), after.get(key))
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    ]


def _figures(found: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], Any]:
    return {
        (row["reporting_period"], row["time_basis"], measure): row[measure] for row in found for measure in MEASURES
    }


def _claims(connection: sa.Connection, known: Iterable[Claim], candidates: Mapping[str, Judgement]) -> Iterator[Claim]:
    """Claims as they would be: of submissions that stay, of duplicates with what they repeat, of candidates."""
    told = set()
    for claim in known:
        name = submission_of(claim.lines_of)
        judgement = candidates.get(name)
        if judgement is None:
            yield claim
            continue
        told.add(claim.submission_id)
        for judged in judgement.datasets if judgement.verdict in COUNTING else ():
            if judged.dataset == claim.dataset_key.dataset:
                yield replace(claim, lines_of=_CANDIDATE + name, is_nil=judged.is_nil)
    submission = table("intake.submission")
    for name, judgement in candidates.items():
        if name in told or judgement.verdict not in COUNTING:
            continue
        row = connection.execute(sa.select(submission).where(submission.c.submission_id == name)).mappings().one()
        for judged in judgement.datasets:
            yield Claim(
                submission_id=name,
                dataset_key=DatasetKey(row["network_code"], row["reporting_period"], judged.dataset),
                verdict=judgement.verdict,
                is_withdrawn=False,
                uploaded_at=row["uploaded_at"],
                object_key=row["object_key"],
                etag=row["etag"],
                recorded_at=row["recorded_at"],
                lines_of=_CANDIDATE + name,
                is_nil=judged.is_nil,
            )
