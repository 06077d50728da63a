"""Mistakes that people really make in their files, each as a change to clean rows.

`effect` is the worst severity that the mistake's findings have, so that a file's verdict is known
beforehand: hold, warn, or reject.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from adoption_reports.domain.periods import Period
from adoption_reports.domain.registry import Registry
from adoption_reports.local.made_up.draw import Draw
from adoption_reports.local.made_up.figures import Row, basis_of, blank_row, open_locations
from adoption_reports.metadata.rules import Severity


class Unquoted(str):
    """Text that a CSV file holds without the quotes that it needs."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Scene:
    """What a mistake is made in."""

    network: str
    period: Period
    registry: Registry
    draw: Draw

    def adopted(self, rows: list[Row]) -> list[Row]:
        """Rows with people in them that no other mistake has touched."""
        whole = (row for row in rows if isinstance(row.get("beneficiaries_count"), int))
        return [row for row in whole if row["beneficiaries_count"] > 0 and row["location_code"]]

    def new_adoption(self, innovation_code: str, location_code: str, people: int) -> Row:
        """A sound row for an innovation at a location."""
        return blank_row("adoptions") | {
            "innovation_code": innovation_code,
            "location_code": location_code,
            "adoption_status": "adopted",
            "adopted_date": self.period.start + timedelta(days=40),
            "beneficiaries_count": people,
            "benefit_basis": basis_of(innovation_code),
        }


@dataclass(frozen=True, slots=True)
class Mistake:
    """One kind of mistake: what people do, how it ends, and how it is made."""

    story: str
    effect: Severity
    make: Callable[[list[Row], Scene], None]


def _change(rows: list[Row], scene: Scene, count: int, **values: object) -> None:
    for row in scene.draw.some_of(scene.adopted(rows), count):
        row.update(values)


def _unknown_location(rows: list[Row], scene: Scene) -> None:
    (row,) = scene.draw.some_of(scene.adopted(rows), 1)
    start = row["location_code"][:-1]
    unknown = (start + letter for letter in "ZYX9876" if start + letter not in scene.registry.locations)
    row["location_code"] = next(unknown)


def _contracts_example(rows: list[Row], scene: Scene) -> None:
    rows.insert(5, scene.new_adoption("INN-0002", "RX1RZ", 31))


def _us_dates(rows: list[Row], scene: Scene) -> None:
    for row in scene.draw.some_of(scene.adopted(rows), 2):
        row["adopted_date"] = f"11/{scene.draw.whole(13, 30)}/2017"


def _numbers_in_words(rows: list[Row], scene: Scene) -> None:
    for row, words in zip(scene.draw.some_of(scene.adopted(rows), 2), ("approx. 40", "12k"), strict=True):
        row["beneficiaries_count"] = words


def _repeated_rows(rows: list[Row], scene: Scene) -> None:
    rows += [dict(row) for row in scene.draw.some_of(scene.adopted(rows), 3)]


def _contradicting_copies(rows: list[Row], scene: Scene) -> None:
    (row,) = scene.draw.some_of(scene.adopted(rows), 1)
    rows.append(row | {"beneficiaries_count": row["beneficiaries_count"] + 5})


def _closed_locations(rows: list[Row], scene: Scene) -> None:
    places = [
        place
        for place in scene.registry.locations.values()
        if place.network_code == scene.network and place.closed_date and place.closed_date < date(2017, 6, 1)
    ]
    merged = [place for place in places if place.successor_code is not None]
    gone = [place for place in places if place.successor_code is None]
    for place in scene.draw.some_of(merged, 2) + scene.draw.some_of(gone, 1):
        row = scene.new_adoption("INN-0007", place.location_code, scene.draw.whole(5, 30))
        rows.append(row | {"adopted_date": date(2014, 1, 15)})


def _ended_innovation(rows: list[Row], scene: Scene) -> None:
    ended = [
        row.innovation_code
        for row in scene.registry.innovations.values()
        if row.status_date and row.status_date < date(2017, 10, 1)
    ]
    places = open_locations(scene.network, scene.registry)
    rows.append(scene.new_adoption(scene.draw.one_of(ended), scene.draw.one_of(places).location_code, 12))


def _over_the_border(rows: list[Row], scene: Scene) -> None:
    others = sorted(set(scene.registry.networks) - {scene.network})
    place = scene.draw.one_of(open_locations(scene.draw.one_of(others), scene.registry))
    rows.append(scene.new_adoption("INN-0011", place.location_code, 17))


def _extra_column(rows: list[Row], scene: Scene) -> None:
    for row in rows:
        row["Lead officer"] = scene.draw.one_of(("A. Example", "B. Example", "C. Example"))


def _stopped_with_people(rows: list[Row], scene: Scene) -> None:
    _change(rows, scene, 1, adoption_status="stopped", stopped_date=scene.period.start)


def _unquoted_comma(rows: list[Row], scene: Scene) -> None:
    _change(rows, scene, 1, notes=Unquoted("Made-up figures, to be confirmed"))


def _total_row(rows: list[Row], scene: Scene) -> None:
    people = sum(row["beneficiaries_count"] for row in scene.adopted(rows))
    rows.append(blank_row("adoptions") | {"innovation_code": "TOTAL", "beneficiaries_count": people})


def _names_for_codes(rows: list[Row], scene: Scene) -> None:
    for row in rows:
        if row["location_code"]:
            row["location_code"] = scene.registry.locations[row["location_code"]].location_name


def _too_many_zeros(rows: list[Row], scene: Scene) -> None:
    """Only the ledger sees this one (W02): it looks at the quarter before."""
    row = max(scene.adopted(rows), key=lambda row: int(row["beneficiaries_count"]))
    row["beneficiaries_count"] *= 100


def _thousands(rows: list[Row], _scene: Scene) -> None:
    for row in rows:
        if row["investment_gbp"]:
            row["investment_gbp"] = (row["investment_gbp"] / 1000).quantize(Decimal("0.1"))


def _one_small_deal(rows: list[Row], _scene: Scene) -> None:
    rows[0]["investment_gbp"] = Decimal(750)


def _money_in_words(rows: list[Row], _scene: Scene) -> None:
    rows[1]["investment_gbp"] = "£1.2m"


def _nothing_came_of_it(rows: list[Row], _scene: Scene) -> None:
    rows[2] |= {"investment_gbp": Decimal(0), "jobs_created_fte": None, "jobs_safeguarded_fte": None}


ADOPTION_MISTAKES: dict[str, Mistake] = {
    "unknown location": Mistake("a location code with a wrong letter", "hold", _unknown_location),
    "contract's example": Mistake("RX1RZ for RX1RA", "hold", _contracts_example),
    "US dates": Mistake("dates with the month first", "hold", _us_dates),
    "numbers in words": Mistake("numbers written as 'approx. 40' and '12k'", "hold", _numbers_in_words),
    "missing basis": Mistake(
        "people counted without a basis",
        "hold",
        lambda rows, scene: _change(rows, scene, 2, benefit_basis=None),
    ),
    "misspelt status": Mistake(
        "a misspelt status", "hold", lambda rows, scene: _change(rows, scene, 2, adoption_status="adoptd")
    ),
    "unknown innovation": Mistake(
        "an innovation that nobody knows",
        "hold",
        lambda rows, scene: _change(rows, scene, 1, innovation_code="INN-9071"),
    ),
    "future date": Mistake(
        "an adoption after the quarter's end",
        "hold",
        lambda rows, scene: _change(rows, scene, 1, adopted_date=scene.period.end + timedelta(days=20)),
    ),
    "negative number": Mistake(
        "a correction entered as a negative number",
        "hold",
        lambda rows, scene: _change(rows, scene, 1, beneficiaries_count=-25),
    ),
    "contradicting copies": Mistake("one adoption twice with different figures", "hold", _contradicting_copies),
    "stopped with people": Mistake("people benefiting where the use has stopped", "hold", _stopped_with_people),
    "unquoted comma": Mistake("a comma in a note without quotes", "hold", _unquoted_comma),
    "total row": Mistake("a row of totals at the end", "hold", _total_row),
    "repeated rows": Mistake("rows pasted twice", "warn", _repeated_rows),
    "closed locations": Mistake("practices that have merged or closed", "warn", _closed_locations),
    "ended innovation": Mistake("an innovation that has ended", "warn", _ended_innovation),
    "over the border": Mistake("a location in another network's area", "warn", _over_the_border),
    "extra column": Mistake("a column that the contract doesn't know", "warn", _extra_column),
    "too many people": Mistake(
        "a whole county at one location",
        "warn",
        lambda rows, scene: _change(rows, scene, 1, beneficiaries_count=120_000),
    ),
    "too many zeros": Mistake("two zeros too many", "warn", _too_many_zeros),
    "names for codes": Mistake("names of locations in the column of codes, in every row", "reject", _names_for_codes),
}
DEAL_MISTAKES: dict[str, Mistake] = {
    "thousands": Mistake("money in thousands", "warn", _thousands),
    "small deal": Mistake("one very small deal", "warn", _one_small_deal),
    "extra column": Mistake("a column that the contract doesn't know", "warn", _extra_column),
    "money in words": Mistake("an amount written as £1.2m", "hold", _money_in_words),
    "funding in words": Mistake(
        "a funding type in the network's own words",
        "hold",
        lambda rows, _scene: rows[0].update(funding_type="NHS England"),
    ),
    "nothing came of it": Mistake("a deal without money or jobs", "hold", _nothing_came_of_it),
}
MISTAKES: dict[str, dict[str, Mistake]] = {"adoptions": ADOPTION_MISTAKES, "economic_impact": DEAL_MISTAKES}
