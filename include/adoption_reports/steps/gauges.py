"""Numbers that are worth watching over time, read from the ledger: whoever did the work, they are the same."""

from adoption_reports.steps.services import Services
from adoption_reports.storage.database import rows, transaction


def read_gauges(services: Services) -> dict[str, float]:
    """Each gauge by its name (docs/operations/metrics.md); without those that have nothing to say now."""
    with transaction(services.database) as connection:
        (found,) = rows(connection, "checks/gauges.sql")
    return {name: float(value) for name, value in found.items() if value is not None}
