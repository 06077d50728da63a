"""Judging submissions again because a person asked for it.

The act is recorded first, and what it asks for stays in the outbox until it is done: whoever finds it there
after a crash finishes it. A replay reads the archived bytes, not the landing bucket, and judges them by
today's rules; by today's registry, or by the one that was stamped. It makes a new decision with a moment
and lines of its own; where verdict, rows and findings stay the same, only the act is kept.
Source: contract, section 6.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import sqlalchemy as sa
import structlog

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.judgement import JudgedDataset, Judgement
from adoption_reports.domain.submissions import COUNTING, REJECTED
from adoption_reports.intake.workspace import workspace
from adoption_reports.metadata.tables.marts import MEASURES
from adoption_reports.steps.delivering import Delivered, attempt
from adoption_reports.steps.processing import commit, corrected
from adoption_reports.steps.rejudging import rejudge
from adoption_reports.steps.services import Services, about, now
from adoption_reports.storage import acts, decisions, outbox, totals
from adoption_reports.storage.database import advisory_lock, rows, transaction
from adoption_reports.storage.decisions import REPLAY, NewDecision
from adoption_reports.storage.ledger import CONTENT_LOCK, SWITCH_LOCK, Submission, find_submission, take_lease

log = structlog.get_logger()

NEIGHBOURS = ("W02", "W05", "W08", "W10", "W14")
"""Rules that look at other submissions; what they say is no reason for a new decision."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one dataset under one decision."""

    rows_accepted: int
    rows_held: int


@dataclass(frozen=True, slots=True)
class Flip:
    """What a replay changes about one submission; `is_changed`: it makes a new decision."""

    submission_id: str
    verdict_before: str
    verdict_after: str
    is_changed: bool
    before: Mapping[str, Counts]
    after: Mapping[str, Counts]


@dataclass(frozen=True, slots=True)
class Movement:
    """One national figure that a replay would move."""

    reporting_period: str
    time_basis: str
    measure: str
    before: Any
    after: Any


def chosen(connection: sa.Connection, submission_ids: Iterable[str] | None) -> list[Submission]:
    """The submissions with these ids, or every one with a verdict; earliest registered first."""
    names = submission_ids if submission_ids is not None else decided(connection)
    found = [find_submission(connection, name) for name in dict.fromkeys(names)]
    for submission in found:
        if submission.verdict is None:
            raise WrongUse(f"{submission.submission_id} has no verdict yet: it will be judged anyway.")
    return sorted(found, key=lambda submission: submission.upload_id)


def decided(connection: sa.Connection) -> list[str]:
    """Every submission with a verdict."""
    return [row["submission_id"] for row in rows(connection, "load/decided.sql")]


def ask(services: Services, submission_ids: Iterable[str] | None, *, stamped: bool, who: str, why: str) -> list[str]:
    """Record that submissions (None: all with a verdict) are to be judged again; all of them or none."""
    newest = services.registry().version_id
    with transaction(services.database) as connection:
        submissions = chosen(connection, submission_ids)
        for submission in submissions:
            version = submission.registry_version if stamped else newest
            acts.ask_for_replay(connection, submission.submission_id, version, who=who, why=why)
    return [submission.submission_id for submission in submissions]


def carry_out(services: Services) -> list[Flip]:
    """Do every replay that was asked for and is not done, in the order of asking. Raises the first fault, at last."""
    done, replays = attempt_all(services)
    replays.raise_first()
    return done


def attempt_all(services: Services) -> tuple[list[Flip], Delivered]:
    """The same, with what could not be done beside what could."""
    with transaction(services.database) as connection:
        entries = [entry for entry in outbox.pending(connection) if entry.kind == REPLAY]
    done: list[Flip] = []

    def do(entry: outbox.Entry) -> None:
        try:
            flip = _carry_out(services, int(entry.subject))
        except Exception as error:
            outbox.failed(services.database, entry, f"{type(error).__name__}: {error}")
            raise
        outbox.done(services.database, entry)
        if flip is not None:
            done.append(flip)

    return done, attempt(entries, do)


def _carry_out(services: Services, act_id: int) -> Flip | None:
    with transaction(services.database) as connection:
        asked = acts.find_replay(connection, act_id)
    with about(asked.submission_id):
        flip = _carry_out_one(services, asked)
        if flip is not None:
            log.info("replayed", verdict=flip.verdict_after, changed=flip.is_changed)
    return flip


def _carry_out_one(services: Services, asked: acts.Replay) -> Flip | None:
    act_id = asked.act_id
    with transaction(services.database) as connection:
        submission = find_submission(connection, asked.submission_id)
    same = f"{submission.prefix}/{submission.etag}/{submission.size_bytes}"
    with advisory_lock(services.database, CONTENT_LOCK, same), workspace() as folder:
        with transaction(services.database) as connection:
            if acts.find_replay(connection, act_id).is_done:
                return None
            seconds = services.settings.lease_seconds
            token = take_lease(connection, asked.submission_id, lease_seconds=seconds, is_decided=True)
            submission = find_submission(connection, asked.submission_id)
        if token is None:
            raise WrongUse(f"{asked.submission_id} has no verdict yet: it will be judged anyway.")
        flip, judgement = _judged_again(services, submission, asked.registry_version, folder)
        if judgement is None:
            return flip
        new = NewDecision(submission, asked.registry_version, REPLAY, act_id)
        commit(services, new, token, judgement, folder, said={"why": asked.why})
        return flip


def _judged_again(
    services: Services, submission: Submission, registry_version: int, folder: Path
) -> tuple[Flip, Judgement | None]:
    """What judging again changes, and the judgement if that is anything."""
    judgement = rejudge(services, submission, services.registry(registry_version), folder)
    if judgement is not None:
        judgement = corrected(services, submission, judgement)
    with transaction(services.database) as connection:
        before = {
            row["dataset"]: row
            for row in rows(connection, "load/dataset_rows.sql", submission_id=submission.submission_id)
        }
    counted = {name: Counts(row["rows_accepted"], row["rows_held"]) for name, row in before.items()}
    verdict = str(submission.verdict)
    if judgement is None or _is_same(services, submission, before, judgement):
        return Flip(submission.submission_id, verdict, verdict, False, counted, counted), None
    after = {one.dataset: Counts(one.rows_accepted, one.rows_held) for one in judgement.datasets}
    return Flip(submission.submission_id, verdict, judgement.verdict, True, counted, after), judgement


def _is_same(
    services: Services, submission: Submission, before: Mapping[str, sa.RowMapping], judgement: Judgement
) -> bool:
    said = (submission.receipt or {}).get("findings_by_rule", {})
    found = judgement.findings.by_rule
    own = [{rule: n for rule, n in counts.items() if rule not in NEIGHBOURS} for counts in (said, found)]
    return (
        (submission.verdict == REJECTED) == (judgement.verdict == REJECTED)
        and own[0] == own[1]
        and before.keys() == {one.dataset for one in judgement.datasets}
        and all(_is_same_dataset(services, before[one.dataset], one) for one in judgement.datasets)
    )


def _is_same_dataset(services: Services, before: sa.RowMapping, judged: JudgedDataset) -> bool:
    counts = ("rows_read", "rows_accepted", "rows_held", "rows_repeated", "rows_blank", "is_nil")
    if any(before[name] != getattr(judged, name) for name in counts):
        return False
    for rows_now, read in ((judged.lines, services.archive.lines), (judged.held, services.archive.held)):
        if rows_now.num_rows and not _is_same_table(read(before["lines_of"], judged.dataset), rows_now):
            return False
    return True


def _is_same_table(before: pa.Table, now_: pa.Table) -> bool:
    if before.column_names != now_.column_names:
        return False
    return bool(before.cast(now_.schema).equals(now_))


def try_out(
    services: Services, submission_ids: Iterable[str] | None, *, stamped: bool
) -> tuple[list[Flip], list[Movement]]:
    """What a replay would change: submissions, and national figures. Changes nothing.

    Everything is written in one transaction that is then undone; uploads of the same places wait for it.
    """
    newest = services.registry().version_id
    with transaction(services.database) as connection:
        submissions = chosen(connection, submission_ids)
    flips, changed = [], []
    for submission in submissions:
        version = submission.registry_version if stamped else newest
        with about(submission.submission_id), workspace() as folder:
            flip, judgement = _judged_again(services, submission, version, folder)
        flips.append(flip)
        if judgement is not None:
            changed.append((NewDecision(submission, version, REPLAY), judgement))
    return flips, _movements(services, changed) if changed else []


def _movements(services: Services, changed: list[tuple[NewDecision, Judgement]]) -> list[Movement]:
    with advisory_lock(services.database, totals.TOTALS_LOCK) as connection:
        totals.refresh(connection, now=now())
        before = _figures(connection)
        for new, judgement in sorted(changed, key=lambda one: (*map(str, one[0].place), one[0].submission.upload_id)):
            if all(new.place):
                rows(connection, "load/ensure_period.sql", reporting_period=new.submission.reporting_period)
            place = "/".join(map(str, new.place))
            rows(connection, "load/lock_in_transaction.sql", number=SWITCH_LOCK, name=place)
            repeats = None
            if judgement.verdict in COUNTING:
                repeats = decisions.repeated_by(connection, new, judgement.content_sha256)
            decisions.record(connection, new, judgement, repeats=repeats, make_receipt=lambda *_: {})
        totals.refresh(connection, now=now())
        after = _figures(connection)
        connection.rollback()
    moved = sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key))
    return [Movement(*key, before.get(key), after.get(key)) for key in moved]


def _figures(connection: sa.Connection) -> dict[tuple[str, str, str], Any]:
    return {
        (row["reporting_period"], row["time_basis"], measure): row[measure]
        for row in totals.national_totals(connection)
        for measure in MEASURES
    }
