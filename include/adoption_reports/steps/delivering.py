"""Writing what the outbox holds: one thing that cannot be written keeps no other from being written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import structlog

from adoption_reports.domain.alarms import Mend
from adoption_reports.steps.processing import deliver
from adoption_reports.steps.services import Services
from adoption_reports.storage import outbox
from adoption_reports.storage.database import transaction
from adoption_reports.storage.outbox import Entry

log = structlog.get_logger()

REPLAY = "replay"
"""The kind of entries that are carried out, not written; a person's wish waits for the next turn of reconcile."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was to be done, and what could not be."""

    entries: list[Entry] = field(default_factory=list)
    faults: dict[Entry, Exception] = field(default_factory=dict)

    def amiss(self) -> Iterator[Mend]:
        """What others should have done before us, and what we could not do either."""
        for entry in self.entries:
            if entry in self.faults or (entry.is_overdue and entry.kind != REPLAY):
                yield Mend("outbox-unwritten", f"{entry.kind} {entry.subject}")

    def raise_first(self) -> None:
        """Raise the first fault, if there is any."""
        for error in self.faults.values():
            raise error


def deliver_each(services: Services, wanted: Callable[[Entry], bool]) -> Delivered:
    """Write every entry that is wanted. Raises nothing for an entry, StorageUnavailable for the ledger itself."""
    with transaction(services.database) as connection:
        entries = [entry for entry in outbox.pending(connection) if entry.kind != REPLAY and wanted(entry)]
    return attempt(entries, lambda entry: deliver(services, entry))


def attempt(entries: list[Entry], do: Callable[[Entry], object]) -> Delivered:
    """Do something for every entry; a fault of one is kept beside it."""
    faults: dict[Entry, Exception] = {}
    for entry in entries:
        try:
            do(entry)
        except Exception as error:
            log.error("not done", kind=entry.kind, subject=entry.subject, fault=f"{type(error).__name__}: {error}")
            faults[entry] = error
    return Delivered(entries, faults)
