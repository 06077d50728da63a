"""Commits a verdict: lines, held rows, findings, current switch and outbox in one transaction.

Every write is fenced by the lease's token; a worker whose lease was taken over commits nothing.
Source: contract, section 6; architecture, section 2.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.errors import LeaseLost, LinesLost
from adoption_reports.domain.findings import Finding, FindingList, finding
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.submissions import DUPLICATE, REJECTED
from adoption_reports.storage.current import switch
from adoption_reports.storage.database import rows, table, transaction
from adoption_reports.storage.ledger import SWITCH_LOCK, Submission, check_lease
from adoption_reports.storage.lines import copy_held_rows, copy_lines
from adoption_reports.storage.neighbours import warnings

Receipt = Callable[[Judgement, Mapping[str, str | None], Any], dict[str, Any]]
"""Makes receipt.json from the judgement, what each dataset supersedes, and recorded_at."""


def repeated_by(connection: sa.Connection, submission: Submission, sha256: str) -> str | None:
    """The earlier submission that one with these bytes repeats; None when it stands for itself."""
    found = rows(connection, "load/repeated.sql", submission_id=submission.submission_id, content_sha256=sha256)
    return str(found[0]["submission_id"]) if found else None


def commit(
    database: sa.Engine,
    submission: Submission,
    token: int,
    judgement: Judgement,
    *,
    repeats: str | None,
    make_receipt: Receipt,
) -> str:
    """Commit a decision whose lines are already archived; returns the verdict.

    repeats: what `repeated_by` said before. Raises LeaseLost when another worker took over, or when
    the repeated submission was withdrawn meanwhile: judge again.
    """
    for judged in judgement.datasets:
        counted = judged.rows_accepted + judged.rows_held + judged.rows_repeated
        if counted != judged.rows_read or judged.lines.num_rows != judged.rows_accepted:
            raise LinesLost(
                f"{submission.submission_id} {judged.dataset}",
                read=judged.rows_read,
                accepted=judged.rows_accepted,
                held=judged.rows_held,
                repeated=judged.rows_repeated,
            )
    name, place = submission.submission_id, (submission.network_code, submission.reporting_period)
    if all(place) and judgement.verdict != REJECTED:
        with transaction(database) as connection:
            rows(connection, "load/ensure_period.sql", reporting_period=submission.reporting_period)
    with transaction(database) as connection:
        rows(connection, "load/lock_in_transaction.sql", number=SWITCH_LOCK, name="/".join(map(str, place)))
        check_lease(connection, name, token)
        if repeats:
            if repeated_by(connection, submission, judgement.content_sha256) != repeats:
                raise LeaseLost(f"{name}: what it repeats was withdrawn meanwhile")
            judgement = _as_duplicate(judgement, repeats)
            _copy_dataset_rows(connection, name, repeats)
        elif judgement.verdict != REJECTED:
            _insert_rows(connection, submission, judgement)
            judgement = judgement.with_warnings(warnings(connection, submission, judgement))
        else:
            _insert_dataset_rows(connection, name, judgement.datasets)
        superseded = _speaking(connection, submission)
        recorded_at = connection.scalar(sa.select(sa.func.clock_timestamp()))
        _record(connection, submission, judgement, repeats, recorded_at)
        moved = switch(connection, *map(str, place)) if judgement.verdict != REJECTED else []
        supersedes = {key.dataset: superseded.get(key.dataset) for key in moved}
        receipt = make_receipt(judgement, supersedes, recorded_at)
        _record_receipt(connection, name, receipt)
        rows(connection, "load/ask_receipt.sql", subject=name)
    return judgement.verdict


def _as_duplicate(judgement: Judgement, repeats: str) -> Judgement:
    repeated = FindingList()
    repeated.add(finding("W10", earlier=repeats))
    return replace(judgement.with_warnings(repeated), verdict=DUPLICATE)


def _copy_dataset_rows(connection: sa.Connection, name: str, repeats: str) -> None:
    datasets = table("intake.submission_dataset")
    found = connection.execute(sa.select(datasets).where(datasets.c.submission_id == repeats)).mappings()
    copies = [dict(row) | {"submission_id": name} for row in found]
    connection.execute(datasets.insert(), copies)


def _insert_dataset_rows(connection: sa.Connection, name: str, judged: tuple[JudgedDataset, ...]) -> None:
    found = [
        {
            "submission_id": name,
            "dataset": one.dataset,
            "sheet": one.sheet,
            "rows_read": one.rows_read,
            "rows_accepted": one.rows_accepted,
            "rows_held": one.rows_held,
            "rows_repeated": one.rows_repeated,
            "rows_blank": one.rows_blank,
            "is_nil": one.is_nil,
            "lines_of": name,
        }
        for one in judged
    ]
    if found:
        connection.execute(table("intake.submission_dataset").insert(), found)


def _insert_rows(connection: sa.Connection, submission: Submission, judgement: Judgement) -> None:
    _insert_dataset_rows(connection, submission.submission_id, judgement.datasets)
    where_from = {
        "reporting_period": str(submission.reporting_period),
        "network_code": str(submission.network_code),
        "submission_id": submission.submission_id,
    }
    for judged in judgement.datasets:
        copy_lines(connection, judged, where_from)
        copy_held_rows(connection, judged, submission.submission_id)


def _speaking(connection: sa.Connection, submission: Submission) -> dict[str, str]:
    speaks = table("intake.current_submission")
    query = sa.select(speaks.c.dataset, speaks.c.submission_id).where(
        speaks.c.network_code == submission.network_code,
        speaks.c.reporting_period == submission.reporting_period,
    )
    return {row.dataset: row.submission_id for row in connection.execute(query)}


def _record(
    connection: sa.Connection,
    submission: Submission,
    judgement: Judgement,
    repeats: str | None,
    recorded_at: Any,
) -> None:
    submissions = table("intake.submission")
    connection.execute(
        submissions.update()
        .where(submissions.c.submission_id == submission.submission_id)
        .values(
            state="judged",
            verdict=judgement.verdict,
            repeats=repeats,
            content_sha256=judgement.content_sha256 or None,
            recorded_at=recorded_at,
            lease_until=None,
            last_error=None,
        )
    )
    listed = [
        _finding_row(submission.submission_id, n, one) for n, one in enumerate(judgement.findings.listed, start=1)
    ]
    if listed:
        connection.execute(table("intake.finding").insert(), listed)


def _finding_row(name: str, number: int, one: Finding) -> dict[str, Any]:
    said = one.as_mapping()
    return {
        "submission_id": name,
        "finding_number": number,
        **{field: said[field] for field in ("rule", "severity", "dataset", "sheet", "cell", "value", "message", "fix")},
        "row_number": said["row"],
        "column_name": said["column"],
    }


def _record_receipt(connection: sa.Connection, name: str, receipt: dict[str, Any]) -> None:
    submissions = table("intake.submission")
    connection.execute(submissions.update().where(submissions.c.submission_id == name).values(receipt=receipt))
