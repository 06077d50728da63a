"""Many small sound files at once, for trying out bursts: made-up figures, one adoption row or a few each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.periods import Period
from adoption_reports.domain.registry import Registry
from adoption_reports.local.made_up.figures import Row, blank_row, open_locations
from adoption_reports.local.made_up.writing import MADE_UP, Form, csv_file
from adoption_reports.metadata.datasets import ADOPTIONS

FIRST_PERIOD = Period(2018, 1)
ROWS = 5
INNOVATIONS = ("INN-0001", "INN-0002", "INN-0003", "INN-0004", "INN-0005")


@dataclass(frozen=True, slots=True)
class BurstFile:
    """One file of a burst, and what it adds to the totals of its period.

    No two files share a network and period, or an adoption: every row counts, and sums are exact.
    """

    network_code: str
    reporting_period: str
    name: str
    content: bytes
    adoptions_count: int
    beneficiaries_count: int

    @property
    def object_key(self) -> str:
        """Where in the landing bucket it goes."""
        return f"{self.network_code}/{self.reporting_period}/{self.name}"


def burst_files(count: int, registry: Registry, *, first: Period = FIRST_PERIOD) -> list[BurstFile]:
    """`count` different sound adoption files, spread over the networks, then over quarters from `first` on.

    Raises WrongUse if the registry asks for too few quarters.
    """
    places: Mapping[str, list[str]] = {
        network: [place.location_code for place in open_locations(network, registry)[: 4 * ROWS]]
        for network in registry.networks
    }
    networks = list(places)
    files = []
    period = first
    for number in range(count):
        if number and number % len(networks) == 0:
            period = period.next()
        if period.code not in registry.periods:
            raise WrongUse(f"{count} files need more quarters than the registry has after {first.code}.")
        network = networks[number % len(networks)]
        rows = _rows(number, places[network], period)
        content = csv_file(ADOPTIONS.columns, rows, [MADE_UP], Form("csv"))
        people = sum(row["beneficiaries_count"] for row in rows)
        files.append(BurstFile(network, period.code, f"burst {number:03d}.csv", content, len(rows), people))
    return files


def _rows(number: int, places: list[str], period: Period) -> list[Row]:
    start = number % len(places)
    return [
        blank_row(ADOPTIONS.name)
        | {
            "innovation_code": innovation,
            "location_code": places[(start + turn) % len(places)],
            "adoption_status": "adopted",
            "adopted_date": period.start + timedelta(days=turn),
            "beneficiaries_count": number + turn + 1,
            "benefit_basis": "received",
        }
        for turn, innovation in enumerate(INNOVATIONS)
    ]
