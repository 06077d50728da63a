"""Totals, registry, people's acts, and the reconcile that finds whatever was lost."""

from typing import Any

import structlog

from adoption_reports.domain.submissions import DatasetKey
from adoption_reports.steps import replaying
from adoption_reports.steps.correcting import apply_corrections
from adoption_reports.steps.notifying import send_notices
from adoption_reports.steps.processing import answer, deliver, judge, register_uploads
from adoption_reports.steps.services import Services
from adoption_reports.storage import acts, lake, outbox, totals
from adoption_reports.storage.current import partition_subject, recorded_at
from adoption_reports.storage.database import advisory_lock, rows, transaction
from adoption_reports.storage.ledger import forgotten, mark_announced, unanswered
from adoption_reports.storage.reference import read_registry, store_registry

log = structlog.get_logger()


def refresh_totals(services: Services) -> dict[str, Any]:
    """Bring the marts up to date with everything that changed; returns the periods touched, if any.

    Looks again after each commit: whoever adds a change while another is pending leaves it to us.
    """
    touched: set[str] = set()
    with advisory_lock(services.database, totals.TOTALS_LOCK) as connection:
        while True:
            with connection.begin():
                periods = totals.refresh(connection)
                if periods:
                    rows(connection, "load/ask_marts.sql")
            touched.update(periods)
            with connection.begin():
                if not rows(connection, "load/first_pending.sql"):
                    break
        _deliver_pending(services, "marts")
    log.info("totals", periods=sorted(touched))
    return {"periods": sorted(touched)}


def refresh_reference(services: Services) -> dict[str, Any]:
    """Load the registry's files; a change closes the old rows, keeps them, and moves the totals."""
    registry = read_registry(services.settings.reference_folder)
    with transaction(services.database) as connection:
        version = store_registry(connection, registry, recorded_at=recorded_at(connection))
        totals.registry_changed(connection, version)
    corrected = apply_corrections(services)
    _deliver_pending(services)
    return {"registry_version": version, "submissions_corrected": len(corrected), **refresh_totals(services)}


def withdraw(services: Services, submission_id: str, *, who: str, why: str) -> list[DatasetKey]:
    """Withdraw a submission, then bring lake and totals up to date."""
    with transaction(services.database) as connection:
        moved = acts.withdraw(connection, submission_id, who=who, why=why)
    follow_acts(services)
    return moved


def reinstate(services: Services, submission_id: str, *, who: str, why: str) -> list[DatasetKey]:
    """Take a withdrawal back, then bring lake and totals up to date."""
    with transaction(services.database) as connection:
        moved = acts.reinstate(connection, submission_id, who=who, why=why)
    follow_acts(services)
    return moved


def replay(
    services: Services, submission_ids: list[str] | None, *, stamped: bool, who: str, why: str
) -> list[replaying.Flip]:
    """Judge submissions (None: all) again, then bring receipts, lake and totals up to date."""
    replaying.ask(services, submission_ids, stamped=stamped, who=who, why=why)
    done = replaying.carry_out(services)
    _deliver_pending(services)
    refresh_totals(services)
    return done


def follow_acts(services: Services) -> None:
    """Bring lake, network pages and totals up to date with what people's acts moved."""
    _deliver_pending(services, "lake", "network_page")
    refresh_totals(services)


def _deliver_pending(services: Services, *kinds: str) -> int:
    with transaction(services.database) as connection:
        pending = [entry for entry in outbox.pending(connection) if entry.kind != "replay"]
        entries = [entry for entry in pending if not kinds or entry.kind in kinds]
    faults = []
    for entry in entries:
        try:
            deliver(services, entry)
        except Exception as error:
            # One thing that cannot be written must not keep the others from being written.
            log.error("not written", kind=entry.kind, subject=entry.subject, fault=f"{type(error).__name__}: {error}")
            faults.append(error)
    if faults:
        raise faults[0]
    return len(entries)


def reconcile(services: Services, *, at_most: int | None = None) -> dict[str, Any]:
    """Find what events lost and crashes left behind, and mend it.

    at_most: how many submissions the caller can announce; the next turn finds the others.
    Returns counts of what was found, and the ids of submissions to be announced (again).
    """
    registered = register_uploads(services)
    with transaction(services.database) as connection:
        # What we registered, nobody else announces: dispatch_uploads finds it known already.
        waiting = [*registered, *forgotten(connection)]
        differing = lake.differing(connection, services.store, services.settings)
        for key in differing:
            rows(connection, "load/ask_partition.sql", subject=partition_subject(key))
    replayed = replaying.carry_out(services)
    corrected = apply_corrections(services)
    delivered = _deliver_pending(services)
    send_notices(services)
    refreshed = refresh_totals(services)
    with transaction(services.database) as connection:
        # Last: had we failed before, they would pass for announced and wait a quarter of an hour.
        mark_announced(connection, waiting[:at_most])
    return {
        "uploads_registered": len(registered),
        "partitions_differing": len(differing),
        "submissions_replayed": len(replayed),
        "submissions_corrected": len(corrected),
        "outbox_delivered": delivered,
        "periods_refreshed": len(refreshed["periods"]),
        "submissions_forgotten": len(waiting) - len(registered),
        "announce": waiting[:at_most],
    }


def process_once(services: Services) -> dict[str, Any]:
    """Handle everything pending without a scheduler, by the same steps; returns verdicts by submission."""
    register_uploads(services)
    with transaction(services.database) as connection:
        waiting = unanswered(connection)
    verdicts = {}
    for submission_id in waiting:
        verdicts[submission_id] = judge(services, submission_id)["verdict"]
        answer(services, submission_id)
    replaying.carry_out(services)
    apply_corrections(services)
    _deliver_pending(services)
    send_notices(services)
    return {"verdicts": verdicts, **refresh_totals(services)}
