"""The reference registry as plain values: networks, innovations, locations and reporting periods.

Source: contract, section 11.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from adoption_reports.domain.corrections import Correction
from adoption_reports.domain.locations import Resolution, resolve


@dataclass(frozen=True, slots=True)
class Network:
    """One of the 15 reporting bodies."""

    network_code: str
    network_name: str
    name_since_2023: str
    acronym: str
    area_description: str


@dataclass(frozen=True, slots=True)
class Innovation:
    """One innovation; its successor is information that totals never follow."""

    innovation_code: str
    innovation_name: str
    description: str
    status: str
    status_date: date | None
    successor_code: str | None


@dataclass(frozen=True, slots=True)
class Location:
    """One organisation or site; `network_code` is the network in whose area it lies."""

    location_code: str
    location_name: str
    location_type: str
    network_code: str | None
    postcode: str | None
    opened_date: date | None
    closed_date: date | None
    successor_code: str | None


@dataclass(frozen=True, slots=True)
class PeriodDates:
    """When a period's reports are due, and when it closes; both days inclusive, None: never."""

    reporting_period: str
    due_date: date | None
    closes_date: date | None


@dataclass(frozen=True)
class Registry:
    """The registry at one version. `version` is the content's hash, `version_id` the warehouse's number."""

    networks: Mapping[str, Network]
    innovations: Mapping[str, Innovation]
    locations: Mapping[str, Location]
    periods: Mapping[str, PeriodDates]
    version: str = ""
    version_id: int = field(default=0, compare=False)
    corrections: Mapping[str, Correction] = field(default_factory=dict)

    @cached_property
    def resolutions(self) -> dict[str, Resolution]:
        """Every location code with the place that it stands for."""
        successors = {code: location.successor_code for code, location in self.locations.items()}
        return {code: resolve(code, successors) for code in successors}

    def corrections_of(self, network_code: str | None, period: str | None, dataset: str) -> list[Correction]:
        """The registered corrections of one network's dataset of one period."""
        asked = (network_code, period, dataset)
        return [c for c in self.corrections.values() if (c.network_code, c.reporting_period, c.dataset) == asked]

    def area_of(self, place: str) -> str | None:
        """The network in whose area a resolved place lies; None for a place without a code."""
        location = self.locations.get(place)
        return location.network_code if location else None
