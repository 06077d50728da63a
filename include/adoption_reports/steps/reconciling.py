"""Landing, ledger and lake compared, and whatever was lost on the way mended: every few minutes, by itself.

Says what it found and mended, as counts. What needs mending twice has a cause that is not mended: somebody is
told. Source: architecture, section 1; reliability, opening.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from adoption_reports.domain.alarms import Mend
from adoption_reports.domain.submissions import DatasetKey
from adoption_reports.steps import replaying
from adoption_reports.steps.alarming import alarms_due
from adoption_reports.steps.correcting import apply_corrections
from adoption_reports.steps.delivering import Delivered, deliver_each
from adoption_reports.steps.notifying import send_notices
from adoption_reports.steps.processing import register_uploads
from adoption_reports.steps.services import Services
from adoption_reports.steps.upkeep import MARTS, recompute
from adoption_reports.storage import lake, outbox
from adoption_reports.storage.current import partition_subject
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.ledger import forgotten, mark_announced
from adoption_reports.storage.mends import note_mends


def reconcile(services: Services, *, at_most: int | None = None) -> dict[str, Any]:
    """Find what events lost and crashes left behind, and mend it.

    at_most: how many submissions the caller can announce; the next turn finds the others.
    Returns counts of what was found; the ids of submissions to be announced (again); and the alarms that are
    due: pass them to `alarming.tell`. What cannot be mended is counted as such and keeps nothing else waiting.
    """
    registered = register_uploads(services)
    with transaction(services.database) as connection:
        lost = forgotten(connection)
        # What we registered, nobody else announces: dispatch_uploads finds it known already.
        waiting = [*registered, *lost]
    differing, spoilt = _differing(services)
    replayed, replays = replaying.attempt_all(services)
    corrected = apply_corrections(services)
    delivered = deliver_each(services, lambda entry: entry.kind != MARTS)
    send_notices(services)
    refreshed = recompute(services)
    marts = deliver_each(services, lambda entry: entry.kind == MARTS)
    with transaction(services.database) as connection:
        refused = _refused(connection, corrected.refused)
        announced = waiting[:at_most]
        found = [
            *(Mend("submission-unfinished", name) for name in lost if name in announced),
            *(Mend("lake-differs", subject) for subject in spoilt),
            *(Mend("correction-refused", name) for name in refused),
            *(mend for one in (replays, delivered, marts) for mend in one.amiss()),
            *_unsent(services, connection),
        ]
        note_mends(connection, found)
        # Last: had we failed before, they would pass for announced and wait a quarter of an hour.
        mark_announced(connection, announced)
        alarms = alarms_due(connection)
    return {
        "uploads_registered": len(registered),
        "partitions_differing": len(differing),
        "submissions_replayed": len(replayed),
        "submissions_corrected": len(corrected.done),
        "corrections_refused": len(refused),
        "outbox_delivered": _written(delivered) + _written(marts),
        "outbox_failed": sum(len(one.faults) for one in (replays, delivered, marts)),
        "periods_refreshed": len(refreshed),
        "submissions_forgotten": len(lost),
        "alarms": alarms,
        "announce": announced,
    }


def _differing(services: Services) -> tuple[Sequence[DatasetKey], Sequence[str]]:
    """Partitions that differ from the ledger, now asked for again; and those that nobody is writing at the moment."""
    with transaction(services.database) as connection:
        differing = lake.differing(connection, services.store, services.settings)
        subjects = [partition_subject(key) for key in differing]
        spoilt = [row["subject"] for row in rows(connection, "load/unattended.sql", subjects=subjects)]
        for subject in subjects:
            rows(connection, "load/ask_partition.sql", subject=subject)
    return differing, spoilt


def _refused(connection: Any, unapplied: Iterable[str]) -> list[str]:
    """Corrections that do not fit what speaks now, and submissions that they could not be tried on."""
    found = rows(connection, "checks/corrections_refused.sql")
    return [*(f"{row['correction_id']} on {row['submission_id']}" for row in found), *unapplied]


def _unsent(services: Services, connection: Any) -> list[Mend]:
    if services.settings.notify_file is None:
        return []
    overdue = [entry for entry in outbox.pending_emails(connection) if entry.is_overdue]
    return [Mend("outbox-unwritten", f"{entry.kind} {entry.subject}") for entry in overdue]


def _written(delivered: Delivered) -> int:
    return len(delivered.entries) - len(delivered.faults)
