"""The way of a file: register, judge, answer. Source: architecture, section 2."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import structlog

from adoption_reports.domain.errors import LeaseLost, ObjectChanged
from adoption_reports.domain.findings import finding
from adoption_reports.domain.judgement import Judgement
from adoption_reports.domain.sent_cells import SentSheets
from adoption_reports.domain.submissions import COUNTING, DUPLICATE, DatasetKey
from adoption_reports.feedback.held_rows import held_rows_csv
from adoption_reports.feedback.marked_up import has_marked_up, marked_up_workbook, rows_marked
from adoption_reports.feedback.page import render_page
from adoption_reports.feedback.receipt import SubmissionFacts, receipt_document, receipt_json
from adoption_reports.intake.workspace import workspace
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.limits import FINDINGS_LISTED
from adoption_reports.steps.network_pages import write_network_page
from adoption_reports.steps.rejudging import judge_bytes, refusal
from adoption_reports.steps.services import Services, about, now, without_values
from adoption_reports.storage import decisions, lake, lake_history, outbox
from adoption_reports.storage.current import partition_key, partition_subject
from adoption_reports.storage.database import advisory_lock, connected, rows, transaction
from adoption_reports.storage.decisions import NewDecision
from adoption_reports.storage.ledger import (
    CONTENT_LOCK,
    REGISTER_LOCK,
    Submission,
    check_lease,
    find_submission,
    note_failure,
    register,
    take_lease,
)
from adoption_reports.storage.totals import marts_tables

log = structlog.get_logger()


def register_uploads(services: Services) -> list[str]:
    """List the landing bucket and register every upload that the ledger does not know.

    Returns the new submissions' ids: each network's oldest, then each one's second, and so on.
    """
    bucket = services.settings.landing_bucket
    with advisory_lock(services.database, REGISTER_LOCK, bucket) as connection:
        started_at = now()
        listed = list(services.store.list_objects(bucket))
        registry = services.registry()
        received_at = now()
        with connection.begin():
            registered = register(
                connection, bucket, listed, registry=registry, started_at=started_at, received_at=received_at
            )
    log.info("registered", listed=len(listed), submissions=len(registered))
    return registered


def judge(services: Services, submission_id: str) -> dict[str, Any]:
    """Archive, read, validate and commit one submission; does nothing when it is decided already.

    Equal uploads at one place are judged one at a time, the earliest first, so that exactly one of
    them brings the lines and the others repeat it. Returns submission_id, verdict, reporting_period;
    `wakes_totals`: whether the totals are to be told of it; `rows_read`, in how many `seconds` (0: decided before).
    """
    with about(submission_id):
        return _judge(services, submission_id)


def _judge(services: Services, submission_id: str) -> dict[str, Any]:
    with transaction(services.database) as connection:
        submission = find_submission(connection, submission_id)
    same = f"{submission.prefix}/{submission.etag}/{submission.size_bytes}"
    with advisory_lock(services.database, CONTENT_LOCK, same) as connection:
        before = rows(connection, "load/equal_before.sql", submission_id=submission_id)
        connection.rollback()
        for row in before:
            with about(row["submission_id"]):
                _judge_one(services, row["submission_id"])
        judged = _judge_one(services, submission_id)
    return {
        "submission_id": submission_id,
        "verdict": judged.verdict,
        "reporting_period": submission.reporting_period,
        "wakes_totals": judged.verdict in COUNTING and _wakes_totals(services, submission),
        "rows_read": judged.rows_read,
        "seconds": judged.seconds,
    }


def _wakes_totals(services: Services, submission: Submission) -> bool:
    """Whether ours is the oldest change that the totals lack; else whoever made that one wakes them for us too.

    Asked after the commit, and `refresh_totals` looks again after its own: one of the two sees the other.
    """
    with transaction(services.database) as connection:
        first = rows(connection, "load/first_pending.sql")
    ours = (submission.network_code, submission.reporting_period)
    return bool(first) and (first[0]["network_code"], first[0]["reporting_period"]) == ours


class _Judged(NamedTuple):
    """A verdict, and what it took; nothing where it was decided before."""

    verdict: str
    rows_read: int = 0
    seconds: float = 0.0


def _judge_one(services: Services, submission_id: str) -> _Judged:
    started = time.monotonic()
    with transaction(services.database) as connection:
        token = take_lease(connection, submission_id, lease_seconds=services.settings.lease_seconds)
        submission = find_submission(connection, submission_id)
    if token is None:
        return _Judged(str(submission.verdict))
    try:
        with workspace() as folder:
            judgement = corrected(services, submission, _judgement(services, submission, folder))
            new = NewDecision(submission, submission.registry_version)
            verdict = commit(services, new, token, judgement, folder)
    except LeaseLost:
        raise
    except Exception as error:
        with transaction(services.database) as connection:
            note_failure(connection, submission_id, f"{type(error).__name__}: {error}")
        raise
    rows_read, seconds = sum(one.rows_read for one in judgement.datasets), round(time.monotonic() - started, 3)
    log.info("judged", verdict=verdict, rows_read=rows_read, seconds=seconds)
    return _Judged(verdict, rows_read, seconds)


def corrected(services: Services, submission: Submission, judgement: Judgement) -> Judgement:
    """A judgement with the newest registered corrections applied to its lines; a refusal to apply one is an alarm."""
    judgement = judgement.corrected(
        submission.network_code, submission.reporting_period, services.registry(), services.validator.contradictory
    )
    for use in (use for judged in judgement.datasets for use in judged.uses if use.refusal):
        log.error("correction refused", correction_id=use.correction_id, refusal=use.refusal)
    return judgement


def _said_of_corrections(judgement: Judgement) -> list[dict[str, Any]]:
    values = [value for judged in judgement.datasets for value in judged.corrected]
    names = ("dataset", "row", "column", "value_sent", "value_used", "reason")
    return [{name: getattr(value, name) for name in names} for value in values[:FINDINGS_LISTED]]


def commit(
    services: Services,
    new: NewDecision,
    token: int,
    judgement: Judgement,
    folder: Path,
    *,
    said: Mapping[str, Any] | None = None,
) -> str:
    """Archive a decision's rows and commit it; returns the verdict.

    said: what the receipt says of a decision that is not the first.
    """
    submission = new.submission
    with transaction(services.database) as connection:
        check_lease(connection, submission.submission_id, token)
        repeats = None
        if judgement.verdict in COUNTING:
            repeats = decisions.repeated_by(connection, new, judgement.content_sha256)
    if repeats is None:
        services.archive.keep_rows(new.decision_id, judgement.datasets, folder)

    def make_receipt(decided: Judgement, standing: decisions.Standing) -> dict[str, Any]:
        corrections = _said_of_corrections(decided)
        told = {"number": new.number, "reason": new.reason, **(said or {})} if said or corrections else {}
        if corrections:
            told["corrections"] = corrections
        return receipt_document(
            submission=_facts(submission, decided.content_sha256, standing.recorded_at),
            judgement=decided,
            supersedes=standing.supersedes,
            current=standing.current,
            changes=standing.changes,
            decision=told,
        )

    return decisions.commit(
        services.database,
        new,
        token,
        judgement,
        repeats=repeats,
        make_receipt=make_receipt,
        asks_email=services.settings.notify_file is not None and submission.network_code is not None,
    )


def _judgement(services: Services, submission: Submission, folder: Path) -> Judgement:
    """Judge the bytes as at registration: by the stamped registry, at `uploaded_at`."""
    path = folder / "upload"
    with ThreadPoolExecutor(1) as beside:
        beside.submit(services.sandbox.start)  # it starts while the bytes travel
        try:
            sha256 = services.store.download(services.settings.landing_bucket, submission.listed, path)
        except ObjectChanged:
            return refusal("", finding("F01", "gone"))
        registry = services.registry(submission.registry_version)
        kept = beside.submit(services.archive.keep_bytes, path, sha256)  # while they are read
        judgement = judge_bytes(services, submission, path, sha256, registry)
        kept.result()
    return judgement


def _facts(submission: Submission, sha256: str, recorded_at: datetime) -> SubmissionFacts:
    return SubmissionFacts(
        submission_id=submission.submission_id,
        network_code=submission.network_code,
        reporting_period=submission.reporting_period,
        object_key=submission.object_key,
        etag=submission.etag,
        content_sha256=sha256 or None,
        size_bytes=submission.size_bytes,
        uploaded_at=submission.uploaded_at,
        received_at=submission.received_at,
        recorded_at=recorded_at,
    )


def answer(services: Services, submission_id: str) -> dict[str, Any]:
    """Write what a decided submission's commit asked for: receipt, partitions of the lake, the network's page.

    Returns submission_id and how many things were written.
    """
    with about(submission_id):
        return {"submission_id": submission_id, "written": _answer(services, submission_id)}


def _answer(services: Services, submission_id: str) -> int:
    with transaction(services.database) as connection:
        submission = find_submission(connection, submission_id)
        wanted = [submission_id]
        if submission.network_code and submission.reporting_period:
            keys = [DatasetKey(submission.network_code, submission.reporting_period, name) for name in DATASETS]
            wanted += [partition_subject(key) for key in keys]
        if submission.network_code:
            wanted.append(submission.network_code)
        entries = [entry for subject in wanted for entry in outbox.pending(connection, subject)]
    for entry in entries:
        deliver(services, entry)
    return len(entries)


def deliver(services: Services, entry: outbox.Entry) -> None:
    """Write one outbox entry and tick it off. Writing twice leaves what writing once left."""
    with about(entry.subject) if entry.kind == "receipt" else nullcontext():
        _deliver(services, entry)


def _deliver(services: Services, entry: outbox.Entry) -> None:
    try:
        with without_values(), workspace() as folder:
            if entry.kind == "receipt":
                _write_receipt(services, entry.subject)
            elif entry.kind == "lake":
                key = partition_key(entry.subject)
                lake.write_partition(services.database, services.store, services.settings, key, folder)
            elif entry.kind == "network_page":
                write_network_page(services, entry.subject)
            elif entry.kind == "registry":
                _write_registry(services, folder)
            else:
                _write_marts(services, folder)
    except Exception as error:
        outbox.failed(services.database, entry, f"{type(error).__name__}: {error}")
        raise
    outbox.done(services.database, entry)
    log.info("written", kind=entry.kind, subject=entry.subject)


def receipt_folder(submission: Submission) -> str:
    """Where a submission's receipt lies in the receipts bucket, with a slash at the end."""
    if submission.network_code is None:
        return f"UNROUTED/{submission.submission_id}/"
    return f"{submission.network_code}/{submission.reporting_period or 'UNROUTED'}/{submission.submission_id}/"


def _write_receipt(services: Services, submission_id: str) -> None:
    with transaction(services.database) as connection:
        submission = find_submission(connection, submission_id)
    receipt: dict[str, Any] = submission.receipt or {}
    held = []
    for judged in receipt["datasets"]:
        if submission.verdict == DUPLICATE or not judged["rows_held"]:
            continue
        try:
            rows_held = services.archive.held(submission.decision_id, judged["dataset"])
        except ObjectChanged:
            continue  # a rejected file may have no rows with findings of their own
        held.append((judged["dataset"], judged["sheet"], rows_held))
    files = {"receipt.html": (render_page(receipt).encode(), "text/html; charset=utf-8")}
    if held:
        files["held-rows.csv"] = (held_rows_csv(held), "text/csv; charset=utf-8")
    if has_marked_up(receipt):
        body = marked_up_workbook(receipt, _sent(services, submission), held)
        files["marked-up.xlsx"] = (body, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    # Last, since whoever sees receipt.json may count on the others.
    files["receipt.json"] = (receipt_json(receipt).encode(), "application/json")
    bucket, where = services.settings.receipts_bucket, receipt_folder(submission)
    for name, (body, content_type) in files.items():
        services.store.put(bucket, where + name, body, content_type)
    if (submission.decision_number or 1) > 1:
        for stale in services.store.list_objects(bucket, where):
            if stale.key.removeprefix(where) not in files:
                services.store.delete(bucket, stale.key)


def _sent(services: Services, submission: Submission) -> SentSheets | None:
    """The cells of a submission's file, read again from the archive; None where they can't be had."""
    with workspace() as folder:
        try:
            path = services.archive.fetch_bytes(submission.content_sha256 or "", folder)
        except ObjectChanged:
            return None
        return services.sandbox.cells(path, rows_marked(submission.receipt or {}))


def _write_marts(services: Services, folder: Path) -> None:
    with connected(services.database, isolation_level="REPEATABLE READ") as connection:
        marts, spoken = marts_tables(connection), lake_history.spoken(connection)
    lake.write_tables(services.store, services.settings, "history", spoken, folder)
    lake.write_tables(services.store, services.settings, "marts", marts, folder)


def _write_registry(services: Services, folder: Path) -> None:
    with transaction(services.database) as connection:
        registered = lake_history.registered(connection)
    lake.write_tables(services.store, services.settings, "history", registered, folder)
