"""The columns of the registry's CSV files: what each may hold, and how its cells are read.

Source: contract, section 11.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from adoption_reports.domain.periods import parse_period
from adoption_reports.domain.registry import Innovation, Location, Network, PeriodDates
from adoption_reports.metadata.columns import COLUMNS

LOCATION_TYPES = ("trust", "hospital_site", "gp_practice", "pharmacy", "care_home", "community", "other")
INNOVATION_STATUSES = ("active", "closed", "withdrawn")
Parse = Callable[[str], Any]
"""Turns a cell into its value; raises ValueError with the end of the sentence "… is"."""


def _text(cell: str) -> str:
    if not cell:
        raise ValueError("blank, and must be filled in")
    return cell


def _code(pattern: str, shape: str) -> Parse:
    matches = re.compile(pattern).fullmatch

    def parse(cell: str) -> str:
        if not matches(cell):
            raise ValueError(f"not {shape}" if cell else "blank, and must be filled in")
        return cell

    return parse


def _word(*words: str) -> Parse:
    def parse(cell: str) -> str:
        if cell not in words:
            raise ValueError(f"not one of: {', '.join(words)}")
        return cell

    return parse


def _day(cell: str) -> date:
    try:
        if len(cell) == 10:
            return date.fromisoformat(cell)
    except ValueError:
        pass
    raise ValueError("not a day such as 2017-11-30")


def _period(cell: str) -> str:
    period = parse_period(cell)
    if period is None or period.code != cell or period.is_before_first:
        raise ValueError("not a reporting period such as 2017-18-Q3, from 2013-14-Q1 on")
    return cell


def _or_blank(parse: Parse) -> Parse:
    return lambda cell: parse(cell) if cell else None


_INNOVATION = _code(COLUMNS["innovation_code"].pattern or "", COLUMNS["innovation_code"].shape or "")
_LOCATION = _code(COLUMNS["location_code"].pattern or "", COLUMNS["location_code"].shape or "")
_POSTCODE = _code(COLUMNS["location_postcode"].pattern or "", COLUMNS["location_postcode"].shape or "")
_NETWORK = _code(r"[A-Z]{2,10}", "2 to 10 capital letters, such as NENC")


@dataclass(frozen=True, slots=True)
class RegistryFile:
    """One of the registry's files: its name, what a row is, and how each column is read, key first."""

    name: str
    row: type[Any]
    columns: Mapping[str, Parse]

    @property
    def key(self) -> str:
        """The column that identifies a row."""
        return next(iter(self.columns))


NETWORKS = RegistryFile(
    "networks.csv",
    Network,
    {"network_code": _NETWORK}
    | dict.fromkeys(("network_name", "name_since_2023", "acronym", "area_description"), _text),
)
INNOVATIONS = RegistryFile(
    "innovations.csv",
    Innovation,
    {
        "innovation_code": _INNOVATION,
        "innovation_name": _text,
        "description": _text,
        "status": _word(*INNOVATION_STATUSES),
        "status_date": _or_blank(_day),
        "successor_code": _or_blank(_INNOVATION),
    },
)
LOCATIONS = RegistryFile(
    "locations.csv",
    Location,
    {
        "location_code": _LOCATION,
        "location_name": _text,
        "location_type": _word(*LOCATION_TYPES),
        "network_code": _or_blank(_NETWORK),
        "postcode": _or_blank(_POSTCODE),
        "opened_date": _or_blank(_day),
        "closed_date": _or_blank(_day),
        "successor_code": _or_blank(_LOCATION),
    },
)
PERIODS = RegistryFile(
    "reporting_periods.csv",
    PeriodDates,
    {"reporting_period": _period, "due_date": _or_blank(_day), "closes_date": _or_blank(_day)},
)
FILES = (NETWORKS, INNOVATIONS, LOCATIONS, PERIODS)
