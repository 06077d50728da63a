"""The doctor's look at the work: what waits, what differs, and whether anything was lost or counted twice."""

from datetime import timedelta

import sqlalchemy as sa

from adoption_reports.steps.invariants import miscounted
from adoption_reports.steps.looking_at_stores import SHOWN, Unsound, first_few
from adoption_reports.steps.services import Services, now
from adoption_reports.storage import lake
from adoption_reports.storage.current import partition_subject
from adoption_reports.storage.database import rows, transaction

OLDEST_SECONDS = 300
"""An upload that waits longer than this for its receipt is a fault of ours."""
LISTED_SECONDS = 600
"""`reconcile` lists the landing bucket every two minutes."""


def listing(services: Services) -> str:
    """Somebody looks for uploads."""
    age = _health(services)["listed_seconds"]
    if age is None or age > LISTED_SECONDS:
        raise Unsound("the landing bucket was " + ("never listed" if age is None else f"last listed {int(age)} s ago"))
    return f"the landing bucket was listed {int(age)} s ago"


def uploads(services: Services) -> str:
    """No upload waits long for its receipt."""
    health = _health(services)
    oldest, waiting = int(health["oldest_seconds"] or 0), health["undecided"] + health["unanswered"]
    found = f"{waiting} without a receipt" + (f", the oldest for {oldest} s" if waiting else "")
    if oldest > OLDEST_SECONDS or health["submission_error"]:
        raise Unsound(_with(found, health["submission_error"]))
    return found


def outbox_depth(services: Services) -> str:
    """What was decided is written soon."""
    health = _health(services)
    oldest = int(health["outbox_seconds"] or 0)
    found = f"holds {health['outbox_depth']}" + (f", the oldest for {oldest} s" if oldest else "")
    if oldest > OLDEST_SECONDS or health["outbox_error"]:
        raise Unsound(_with(found, health["outbox_error"]))
    return found


def promises(services: Services) -> str:
    """Nothing of the last day is lost, and nothing counts twice."""
    wrong = miscounted(services, since=now() - timedelta(days=1))
    if wrong:
        raise Unsound(first_few(wrong))
    return "of the last day, nothing is lost and nothing counts twice"


def lake_as_ledger(services: Services) -> str:
    """Each partition of the lake is what the ledger says, but for those that are being written."""
    with transaction(services.database) as connection:
        differing = lake.differing(connection, services.store, services.settings)
        subjects = [partition_subject(key) for key in differing]
        wrong = [row["subject"] for row in rows(connection, "load/unattended.sql", subjects=subjects)]
    if wrong:
        raise Unsound(f"differs from the ledger: {', '.join(wrong[:SHOWN])}" + (" …" if len(wrong) > SHOWN else ""))
    return "is what the ledger says"


def corrections(services: Services) -> str:
    """Every registered correction fits what was sent."""
    with transaction(services.database) as connection:
        refused = rows(connection, "checks/corrections_refused.sql")
    if refused:
        said = [f"{row['submission_id']}: {row['refusal']}" for row in refused[:SHOWN]]
        raise Unsound(f"{len(refused)} no longer fit: {'; '.join(said)}")
    return "all fit"


def _health(services: Services) -> sa.RowMapping:
    with transaction(services.database) as connection:
        return rows(connection, "checks/health.sql")[0]


def _with(found: str, fault: str | None) -> str:
    return f"{found}; latest fault: {fault}" if fault else found
