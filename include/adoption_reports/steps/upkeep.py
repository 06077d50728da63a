"""Totals, registry, people's acts, and everything at once without a scheduler."""

from typing import Any

import structlog

from adoption_reports.domain.submissions import DatasetKey
from adoption_reports.steps import replaying
from adoption_reports.steps.correcting import apply_corrections
from adoption_reports.steps.delivering import deliver_each
from adoption_reports.steps.notifying import send_notices
from adoption_reports.steps.processing import answer, judge, register_uploads
from adoption_reports.steps.services import Services
from adoption_reports.storage import acts, totals
from adoption_reports.storage.current import recorded_at
from adoption_reports.storage.database import advisory_lock, rows, transaction
from adoption_reports.storage.ledger import unanswered
from adoption_reports.storage.reference import read_registry, store_registry

log = structlog.get_logger()

MARTS = "marts"
"""The kind of outbox entry that writes the marts to the lake."""


def refresh_totals(services: Services) -> dict[str, Any]:
    """Bring the marts up to date with everything that changed; returns the periods touched, if any.

    Looks again after each commit: whoever adds a change while another is pending leaves it to us.
    """
    touched = recompute(services)
    _deliver_pending(services, MARTS)
    return {"periods": touched}


def recompute(services: Services) -> list[str]:
    """The same in the warehouse alone: what is to be written of it is left in the outbox."""
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
    log.info("totals", periods=sorted(touched))
    return sorted(touched)


def refresh_reference(services: Services) -> dict[str, Any]:
    """Load the registry's files; a change closes the old rows, keeps them, and moves the totals."""
    registry = read_registry(services.settings.reference_folder)
    with transaction(services.database) as connection:
        version = store_registry(connection, registry, recorded_at=recorded_at(connection))
        totals.registry_changed(connection, version)
        rows(connection, "load/ask_registry.sql")
    corrected = apply_corrections(services)
    _deliver_pending(services)
    return {"registry_version": version, "submissions_corrected": len(corrected.done), **refresh_totals(services)}


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


def _deliver_pending(services: Services, *kinds: str) -> None:
    """Write what the outbox holds. Raises the first fault, after everything else is written."""
    deliver_each(services, lambda entry: not kinds or entry.kind in kinds).raise_first()


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
