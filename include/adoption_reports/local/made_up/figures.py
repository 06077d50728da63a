"""Made-up adoptions and deals of one network and quarter: consistent from quarter to quarter, no mistakes.

A row is a mapping from contract column to value: text, date, whole number, Decimal, or None for blank.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from adoption_reports.domain.periods import Period
from adoption_reports.domain.registry import Location, Registry
from adoption_reports.local.made_up.draw import Draw
from adoption_reports.local.made_up.locations import FIRST, SECOND, postcode
from adoption_reports.local.made_up.networks import AREAS
from adoption_reports.metadata.datasets import DATASETS

Row = dict[str, Any]

EARLIEST = date(2014, 4, 1)
ADOPTIONS_PER_LOCATION = 0.28
INNOVATIONS_PER_NETWORK = 60
STOPPED_SHARE = 0.04
PLACES_WITHOUT_CODE = 3
TYPICAL_PEOPLE = {
    "trust": 150, "hospital_site": 60, "gp_practice": 14, "pharmacy": 9,
    "care_home": 6, "community": 20, "other": 8,
}  # fmt: skip
BASES = ("received",) * 5 + ("completed",) * 2 + ("covered", "identified", "offered", "avoided")
"""Bases by how often they occur."""

COMPANY_ENDS = ("Diagnostics Ltd", "Health Ltd", "Devices Ltd", "Digital Ltd", "Pharma plc", "Care CIC")
FUNDING = ("grant", "grant", "equity", "sales", "nhs", "charity", "in_kind")
TYPICAL_POUNDS = 45_000
FEWEST_DEALS, MOST_DEALS = 6, 26
FOLLOW_ON_SHARE = 0.3
"""Of a network's deals, those that bring an instalment in every quarter."""


@dataclass(frozen=True, slots=True)
class Use:
    """One innovation at one place of a network, over the years."""

    innovation_code: str
    location: Location
    adopted: date
    stopped: date | None
    typical: int


def blank_row(dataset: str) -> Row:
    """A row of the dataset with nothing filled in."""
    return dict.fromkeys(DATASETS[dataset].columns)


def make_adoptions(network: str, period: Period, registry: Registry) -> list[Row]:
    """What one network reports of a quarter: planned, adopted and stopped uses of innovations."""
    draw = Draw(f"adoptions {network} {period.code}")
    rows = [_adoption(use, period, draw) for use in _uses(network, registry)]
    return [row for row in rows if row is not None]


def basis_of(innovation_code: str) -> str:
    """What benefiting means for an innovation: the same in every network."""
    return Draw(f"basis {innovation_code}").one_of(BASES)


def open_locations(network: str, registry: Registry) -> list[Location]:
    """The locations in a network's area that never closed."""
    return [
        place for place in registry.locations.values() if place.network_code == network and place.closed_date is None
    ]


def _uses(network: str, registry: Registry) -> list[Use]:
    """Every use of an innovation in a network's area, the same in every quarter."""
    draw = Draw(f"uses {network}")
    innovations = draw.some_of(
        [row.innovation_code for row in registry.innovations.values() if row.status == "active"],
        INNOVATIONS_PER_NETWORK,
    )
    places = open_locations(network, registry) + _places_without_code(network, draw)
    last = Period(2018, 2).end
    uses: dict[tuple[str, str, str], Use] = {}
    for _ in range(round(len(places) * ADOPTIONS_PER_LOCATION * (0.8 + 0.4 * draw.share()))):
        innovation, place = draw.one_of(innovations), draw.one_of(places)
        days = (last - EARLIEST).days
        adopted = EARLIEST + timedelta(days=int(days * draw.share() ** 0.6))
        stops = draw.chance(STOPPED_SHARE)
        stopped = max(adopted, date(2017, 10, 1)) + timedelta(days=draw.whole(5, 170)) if stops else None
        typical = draw.skewed(TYPICAL_PEOPLE[place.location_type])
        uses[(innovation, place.location_code, place.location_name)] = Use(innovation, place, adopted, stopped, typical)
    return list(uses.values())


def _places_without_code(network: str, draw: Draw) -> list[Location]:
    """Places that the ODS gives no code, such as leisure centres."""
    area = AREAS[network]
    return [
        Location(
            "", f"{draw.one_of(FIRST)}{draw.one_of(SECOND)} {what}", "other", network, postcode(area, draw),
            None, None, None,
        )
        for what in ("Leisure Centre", "Village Hall", "Library")[:PLACES_WITHOUT_CODE]
    ]  # fmt: skip


def _adoption(use: Use, period: Period, draw: Draw) -> Row | None:
    """The use as the quarter sees it; None where there is nothing to report any more or yet."""
    share = 0.7 + 0.7 * draw.share()
    if use.adopted > period.next().end or (use.stopped is not None and use.stopped < period.start):
        return None
    row = blank_row("adoptions") | {"innovation_code": use.innovation_code, "adoption_status": "planned"}
    if use.location.location_code:
        row["location_code"] = use.location.location_code
    else:
        row |= {"location_name": use.location.location_name, "location_postcode": use.location.postcode}
    if use.adopted > period.end:
        return row
    row |= {"adoption_status": "adopted", "adopted_date": use.adopted}
    if use.stopped is not None and use.stopped <= period.end:
        return row | {"adoption_status": "stopped", "stopped_date": use.stopped, "beneficiaries_count": 0}
    return row | {
        "beneficiaries_count": round(use.typical * share),
        "benefit_basis": basis_of(use.innovation_code),
    }


def make_deals(network: str, period: Period, registry: Registry) -> list[Row]:
    """The deals of one network and quarter: some new, some with a further instalment."""
    standing = Draw(f"deals {network}")
    codes = [row.innovation_code for row in registry.innovations.values() if row.status == "active"]
    count = standing.whole(FEWEST_DEALS, MOST_DEALS)
    rows = []
    for number in range(1, count + 1):
        follows_on = standing.chance(FOLLOW_ON_SHARE)
        draw = Draw(f"deal {network} {number}" if follows_on else f"deal {network} {number} {period.code}")
        row = _deal(draw, codes)
        when = str(period.year) if follows_on else f"{period.year}Q{period.quarter}"
        row["deal_reference"] = f"{network}/{when}/{number:03d}"
        rows.append(row)
    return rows


def _deal(draw: Draw, innovation_codes: list[str]) -> Row:
    funding = draw.one_of(FUNDING)
    pounds = Decimal(0) if draw.chance(0.08) else max(Decimal(1500), Decimal(draw.skewed(TYPICAL_POUNDS)))
    pence = Decimal(draw.whole(0, 99)) / 100 if draw.chance(0.3) and pounds else Decimal(0)
    jobs = Decimal(draw.whole(1, 14)) / 2 if draw.chance(0.45) or not pounds else None
    kept = Decimal(draw.whole(1, 8)) / 2 if draw.chance(0.2) else None
    return blank_row("economic_impact") | {
        "innovation_code": draw.one_of(innovation_codes),
        "company_name": f"{draw.one_of(FIRST)}{draw.one_of(SECOND)} {draw.one_of(COMPANY_ENDS)}",
        "company_number": f"99{draw.whole(0, 999_999):06d}" if draw.chance(0.7) else None,
        "funding_type": funding,
        "investment_gbp": pounds + pence,
        "jobs_created_fte": jobs,
        "jobs_safeguarded_fte": kept,
    }
