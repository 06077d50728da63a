"""Commits a verdict: lines, held rows, findings, current switch and outbox in one transaction.

Every write is fenced by the lease's token; a worker whose lease was taken over commits nothing.
Source: contract, section 6; architecture, section 2.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.errors import LeaseLost, LinesLost
from adoption_reports.domain.findings import Finding, FindingList, finding
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.submissions import COUNTING, DUPLICATE, REJECTED, current_claims, decision_id
from adoption_reports.metadata.datasets import ADOPTIONS, DATASETS
from adoption_reports.metadata.limits import CONTRACT_VERSION
from adoption_reports.storage import comparison
from adoption_reports.storage.current import END_OF_TIME, claims, is_withdrawn, recorded_at, switch
from adoption_reports.storage.database import rows, table, transaction
from adoption_reports.storage.ledger import SWITCH_LOCK, Submission, check_lease
from adoption_reports.storage.lines import copy_held_rows, copy_lines
from adoption_reports.storage.neighbours import warnings


@dataclass(frozen=True, slots=True)
class Standing:
    """What a decision means when it is recorded: kept in the receipt, which then always says the same.

    supersedes: dataset -> the submission whose lines this one replaces; current: what speaks after it;
    changes: what it changed (storage/comparison.py).
    """

    recorded_at: datetime
    supersedes: Mapping[str, str | None]
    current: list[dict[str, Any]]
    changes: list[dict[str, Any]]


Receipt = Callable[[Judgement, Standing], dict[str, Any]]
"""Makes receipt.json from the judgement and what it means."""

LARGE_FILE = 10_000
"""Lines after which the planner is told of them at once; fewer are joined well enough by what it knew.
A period's first so large file makes the partition for itself: its lines are indexed when all are there."""

FIRST = "first"
REPLAY = "replay"
CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class NewDecision:
    """A decision about to be made: which one on its submission, why, and the stamps it is made by."""

    submission: Submission
    registry_version: int
    reason: str = FIRST
    act_id: int | None = None

    @property
    def place(self) -> tuple[str | None, str | None]:
        """Network and period, where the key names them."""
        return self.submission.network_code, self.submission.reporting_period

    @property
    def number(self) -> int:
        """Its number on its submission, from 1."""
        return (self.submission.decision_number or 0) + 1

    @property
    def decision_id(self) -> str:
        """What its lines and held rows are kept under."""
        return decision_id(self.submission.submission_id, self.number)


@dataclass(frozen=True, slots=True)
class Repeated:
    """The decision that a duplicate repeats: same bytes, same stamps, and it counts."""

    submission_id: str
    decision_number: int


def repeated_by(connection: sa.Connection, new: NewDecision, sha256: str) -> Repeated | None:
    """What a submission with these bytes repeats; None when it stands for itself."""
    found = rows(
        connection,
        "load/repeated.sql",
        submission_id=new.submission.submission_id,
        content_sha256=sha256,
        contract_version=CONTRACT_VERSION,
        registry_version=new.registry_version,
    )
    return Repeated(**found[0]) if found else None


def commit(
    database: sa.Engine,
    new: NewDecision,
    token: int,
    judgement: Judgement,
    *,
    repeats: Repeated | None,
    make_receipt: Receipt,
    asks_email: bool = False,
) -> str:
    """Commit a decision whose lines are already archived; returns the verdict.

    repeats: what `repeated_by` said before. asks_email: whether somebody wants to hear of the receipt.
    Raises LeaseLost when another worker took over, or when what is repeated was withdrawn or judged again
    meanwhile: judge again.
    """
    name, place = new.submission.submission_id, new.place
    if all(place) and judgement.verdict != REJECTED and not any(map(_is_large, judgement.datasets)):
        with transaction(database) as connection:
            rows(connection, "load/ensure_period.sql", reporting_period=new.submission.reporting_period)
    with transaction(database) as connection:
        rows(connection, "load/lock_in_transaction.sql", number=SWITCH_LOCK, name="/".join(map(str, place)))
        check_lease(connection, name, token)
        if repeats and repeated_by(connection, new, judgement.content_sha256) != repeats:
            raise LeaseLost(f"{name}: what it repeats was withdrawn or judged again meanwhile")
        verdict = record(connection, new, judgement, repeats=repeats, make_receipt=make_receipt)
        if asks_email:
            rows(connection, "load/ask_email.sql", subject=name)
    return verdict


def record(
    connection: sa.Connection,
    new: NewDecision,
    judgement: Judgement,
    *,
    repeats: Repeated | None,
    make_receipt: Receipt,
) -> str:
    """Write a decision in the caller's transaction, which holds SWITCH_LOCK of its place; returns the verdict."""
    submission, place = new.submission, new.place
    _check_counts(submission.submission_id, judgement)
    earlier, later = _neighbours(connection, submission)
    if repeats:
        judgement = _as_duplicate(judgement, repeats.submission_id)
        _copy_dataset_rows(connection, new, repeats)
        note_uses(connection, submission.submission_id, new.number, judgement)
    elif judgement.verdict != REJECTED:
        _insert_rows(connection, new, judgement)
        judgement = judgement.with_warnings(
            warnings(
                connection,
                submission,
                judgement,
                lines_of=new.decision_id,
                registry_version=new.registry_version,
                superseded=earlier,
            )
        )
    else:
        _insert_dataset_rows(connection, new, judgement.datasets)
    moment = recorded_at(connection)
    speaks_for = DATASETS.keys() - later if judgement.verdict in COUNTING else ()
    supersedes = {dataset: earlier.get(dataset) for dataset in speaks_for}
    speaking = {one.dataset: one.rows_accepted for one in judgement.datasets if one.dataset in speaks_for}
    lines_of = decision_id(repeats.submission_id, repeats.decision_number) if repeats else new.decision_id
    standing = Standing(
        recorded_at=moment,
        supersedes=supersedes,
        current=comparison.current_after(connection, submission, speaking),
        changes=comparison.changes(
            connection, submission, speaking, lines_of=lines_of, registry_version=new.registry_version
        ),
    )
    receipt = make_receipt(judgement, standing)
    _record(connection, new, judgement, repeats, receipt, moment)
    if all(place):
        switch(connection, *map(str, place))
    rows(connection, "load/ask_receipt.sql", subject=submission.submission_id)
    if submission.network_code is not None:
        rows(connection, "load/ask_network_page.sql", subject=submission.network_code)
    return judgement.verdict


def _check_counts(name: str, judgement: Judgement) -> None:
    for judged in judgement.datasets:
        counted = judged.rows_accepted + judged.rows_held + judged.rows_repeated
        if counted != judged.rows_read or judged.lines.num_rows != judged.rows_accepted:
            raise LinesLost(
                f"{name} {judged.dataset}",
                read=judged.rows_read,
                accepted=judged.rows_accepted,
                held=judged.rows_held,
                repeated=judged.rows_repeated,
            )


def _as_duplicate(judgement: Judgement, repeats: str) -> Judgement:
    repeated = FindingList()
    repeated.add(finding("W10", earlier=repeats))
    return replace(judgement.with_warnings(repeated), verdict=DUPLICATE)


def _copy_dataset_rows(connection: sa.Connection, new: NewDecision, repeats: Repeated) -> None:
    datasets = table("intake.submission_dataset")
    query = sa.select(datasets).where(
        datasets.c.submission_id == repeats.submission_id, datasets.c.decision_number == repeats.decision_number
    )
    copied = {"submission_id": new.submission.submission_id, "decision_number": new.number}
    connection.execute(datasets.insert(), [dict(row) | copied for row in connection.execute(query).mappings()])


def _insert_dataset_rows(connection: sa.Connection, new: NewDecision, judged: tuple[JudgedDataset, ...]) -> None:
    found = [
        {
            "submission_id": new.submission.submission_id,
            "decision_number": new.number,
            "dataset": one.dataset,
            "sheet": one.sheet,
            "rows_read": one.rows_read,
            "rows_accepted": one.rows_accepted,
            "rows_held": one.rows_held,
            "rows_repeated": one.rows_repeated,
            "rows_blank": one.rows_blank,
            "is_nil": one.is_nil,
            "lines_of": new.decision_id,
        }
        for one in judged
    ]
    if found:
        connection.execute(table("intake.submission_dataset").insert(), found)


def _insert_rows(connection: sa.Connection, new: NewDecision, judgement: Judgement) -> None:
    _insert_dataset_rows(connection, new, judgement.datasets)
    where_from: dict[str, str | None] = {
        "reporting_period": str(new.submission.reporting_period),
        "network_code": str(new.submission.network_code),
        "submission_id": new.decision_id,
    }
    for judged in sorted(judgement.datasets, key=_is_large, reverse=True):  # it brings the partitions of the others
        lines_from = where_from | {"sheet": judged.sheet}
        if _is_large(judged):
            _insert_many(connection, judged, lines_from, new.submission.reporting_period)
        else:
            copy_lines(connection, judged.dataset, judged.lines, lines_from)
        copy_held_rows(connection, judged, new.decision_id)
        _insert_corrected(connection, new.decision_id, judged)
    note_uses(connection, new.submission.submission_id, new.number, judgement)


def _is_large(judged: JudgedDataset) -> bool:
    return judged.dataset == ADOPTIONS.name and judged.lines.num_rows > LARGE_FILE


def _insert_many(
    connection: sa.Connection, judged: JudgedDataset, lines_from: Mapping[str, str | None], period: str | None
) -> None:
    """Add the adoptions of a large file, and tell the planner of them."""
    is_apart = rows(connection, "load/begin_period.sql", reporting_period=period)[0]["is_apart"]
    into = "load/copy.apart.{}.sql" if is_apart else "load/copy.warehouse.{}.sql"
    copy_lines(connection, judged.dataset, judged.lines, lines_from, into=into)
    if is_apart:
        rows(connection, "load/end_period.sql", reporting_period=period)
    rows(connection, "load/analyze_period.sql", reporting_period=period)


def _insert_corrected(connection: sa.Connection, decision: str, judged: JudgedDataset) -> None:
    found = [
        {
            "submission_id": decision,
            "dataset": one.dataset,
            "row_number": one.row,
            "column_name": one.column,
            **{name: getattr(one, name) for name in ("correction_id", "value_sent", "value_used", "reason")},
        }
        for one in judged.corrected
    ]
    if found:
        connection.execute(table("intake.corrected_value").insert(), found)


def note_uses(connection: sa.Connection, name: str, number: int, judgement: Judgement) -> None:
    """Keep which corrections were held against a decision; those noted before stay as they are."""
    kept = table("intake.correction_use")
    known = set(
        connection.scalars(
            sa.select(kept.c.correction_id).where(kept.c.submission_id == name, kept.c.decision_number == number)
        )
    )
    found = [
        {"submission_id": name, "decision_number": number, **asdict(use)}
        for judged in judgement.datasets
        for use in judged.uses
        if use.correction_id not in known
    ]
    if found:
        connection.execute(kept.insert(), found)


def _neighbours(connection: sa.Connection, submission: Submission) -> tuple[dict[str, str], set[str]]:
    """Dataset -> the earlier upload that would speak if this one were not there; and what a later one speaks for.

    A withdrawn submission speaks for nothing, as if everything were uploaded later.
    """
    if not submission.network_code or not submission.reporting_period:
        return {}, set()
    found = claims(
        connection,
        network_code=submission.network_code,
        reporting_period=submission.reporting_period,
        as_of=END_OF_TIME,
    )
    before = (claim for claim in found if claim.upload_order < submission.upload_order)
    earlier = {key.dataset: claim.submission_id for key, claim in current_claims(before, as_of=END_OF_TIME).items()}
    if is_withdrawn(connection, submission.submission_id):
        return earlier, set(DATASETS)
    return earlier, {c.dataset_key.dataset for c in found if c.counts and c.upload_order > submission.upload_order}


def _record(
    connection: sa.Connection,
    new: NewDecision,
    judgement: Judgement,
    repeats: Repeated | None,
    receipt: dict[str, Any],
    recorded_at: Any,
) -> None:
    name, submissions = new.submission.submission_id, table("intake.submission")
    decided = {
        "decision_number": new.number,
        "verdict": judgement.verdict,
        "repeats": repeats.submission_id if repeats else None,
        "content_sha256": judgement.content_sha256 or None,
        "recorded_at": recorded_at,
        "receipt": receipt,
    }
    # The token goes too: whoever else holds it can commit nothing.
    freed = {"lease_until": None, "lease_token": submissions.c.lease_token + 1, "last_error": None}
    connection.execute(
        submissions.update().where(submissions.c.submission_id == name).values(state="judged", **decided, **freed)
    )
    connection.execute(
        table("intake.decision").insert(),
        decided
        | {
            "submission_id": name,
            "decision_id": new.decision_id,
            "reason": new.reason,
            "act_id": new.act_id,
            "contract_version": CONTRACT_VERSION,
            "registry_version": new.registry_version,
        },
    )
    listed = [_finding_row(new, n, one) for n, one in enumerate(judgement.findings.listed, start=1)]
    if listed:
        connection.execute(table("intake.finding").insert(), listed)


def _finding_row(new: NewDecision, number: int, one: Finding) -> dict[str, Any]:
    said = one.as_mapping()
    return {
        "submission_id": new.submission.submission_id,
        "decision_number": new.number,
        "finding_number": number,
        **{field: said[field] for field in ("rule", "severity", "dataset", "sheet", "cell", "value", "message", "fix")},
        "row_number": said["row"],
        "column_name": said["column"],
    }
