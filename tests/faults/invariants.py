"""The four things that must hold after every run, as one function. Source: reliability, opening."""

from adoption_reports.local.recount import differences
from adoption_reports.steps import Services
from adoption_reports.steps.invariants import broken_promises
from adoption_reports.storage.digest import digest


def digest_of(services: Services) -> str:
    """The hash of everything that counts."""
    with services.database.connect() as connection:
        return digest(connection)


def broken(services: Services, expected_digest: str) -> list[str]:
    """What does not hold, in words: receipts, counts, warehouse = lake = recount, digest. None: all holds."""
    found = broken_promises(services)
    if not found:  # a recount of what is unfinished says nothing more
        found += differences(services)
    if digest_of(services) != expected_digest:
        found.append("the digest is not that of the same uploads without any fault")
    return found
