"""Registered corrections reach submissions that were decided before they were registered, and leave them again.

Nobody has to be told: a submission whose latest decision lacks a registered correction, or has one that is
registered no longer, is judged again by the registry it was judged by, and gets a decision of its own if its
lines change. Source: contract, section 11.
"""

from dataclasses import dataclass

import structlog

from adoption_reports.domain.errors import ObjectChanged, WrongUse
from adoption_reports.domain.judgement import Judgement
from adoption_reports.intake.workspace import workspace
from adoption_reports.steps.processing import commit, corrected
from adoption_reports.steps.rejudging import rejudge
from adoption_reports.steps.services import Services, about
from adoption_reports.storage.database import advisory_lock, rows, transaction
from adoption_reports.storage.decisions import CORRECTION, NewDecision, note_uses
from adoption_reports.storage.ledger import CONTENT_LOCK, check_lease, find_submission, take_lease

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Corrected:
    """Submissions with a new decision, and those that no correction can be tried on."""

    done: list[str]
    refused: list[str]


def apply_corrections(services: Services) -> Corrected:
    """Give every submission exactly the corrections that are registered.

    One whose bytes no longer give the rows that were decided is left alone, and an alarm: replay it first.
    Raises StorageUnavailable.
    """
    with transaction(services.database) as connection:
        names = [row["submission_id"] for row in rows(connection, "load/uncorrected.sql")]
    done, refused = [], []
    for name in names:
        with about(name):
            try:
                if _correct(services, name):
                    done.append(name)
            except (WrongUse, ObjectChanged) as error:
                log.error("correction refused", refusal=str(error))
                refused.append(name)
    return Corrected(done, refused)


def _correct(services: Services, name: str) -> bool:
    with transaction(services.database) as connection:
        submission = find_submission(connection, name)
    same = f"{submission.prefix}/{submission.etag}/{submission.size_bytes}"
    with advisory_lock(services.database, CONTENT_LOCK, same), workspace() as folder:
        with transaction(services.database) as connection:
            if name not in {row["submission_id"] for row in rows(connection, "load/uncorrected.sql")}:
                return False
            seconds = services.settings.lease_seconds
            token = take_lease(connection, name, lease_seconds=seconds, is_decided=True)
            submission = find_submission(connection, name)
            decided = rows(connection, "load/dataset_rows.sql", submission_id=name)
            version = rows(connection, "load/judged_by.sql", submission_id=name)[0]["registry_version"]
        if token is None:
            return False
        judgement = rejudge(services, submission, services.registry(version), folder)
        counts = {row["dataset"]: (row["rows_accepted"], row["rows_held"]) for row in decided}
        if judgement is None or counts != {
            one.dataset: (one.rows_accepted, one.rows_held) for one in judgement.datasets
        }:
            raise WrongUse(f"The bytes of {name} now give other rows: replay it first.")
        judgement = corrected(services, submission, judgement)
        lines_of = {row["dataset"]: row["lines_of"] for row in decided}
        if _has_these_lines(services, lines_of, judgement):
            with transaction(services.database) as connection:
                check_lease(connection, name, token)
                note_uses(connection, name, submission.decision_number or 1, judgement)
            return False
        commit(services, NewDecision(submission, version, CORRECTION), token, judgement, folder, said={})
        return True


def _has_these_lines(services: Services, lines_of: dict[str, str], judgement: Judgement) -> bool:
    for judged in judgement.datasets:
        if judged.rows_accepted:
            kept = services.archive.lines(lines_of[judged.dataset], judged.dataset)
            if not kept.cast(judged.lines.schema).equals(judged.lines):
                return False
    return True
