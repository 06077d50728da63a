"""What a template carries over from last quarter. Source: steps/preparing.py, totals section 2."""

from datetime import date
from typing import Any

import pytest

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.periods import Period
from adoption_reports.domain.registry import Location, Registry
from adoption_reports.settings import Settings
from adoption_reports.steps.preparing import carried_over, make_template

Q3 = Period(2017, 3)
CLOSED = date(2017, 11, 1)


def location(code: str, closed: date | None = None, successor: str | None = None) -> Location:
    return Location(code, code, "other", "NENC", None, None, closed, successor)


REGISTRY = Registry(
    networks={},
    innovations={},
    locations={
        one.location_code: one
        for one in (location("L01"), location("L02", CLOSED, "L01"), location("L03", date(2018, 1, 1), "L01"))
    },
    periods={},
)


def line(place: str, status: str = "adopted", day: date | None = date(2016, 1, 1), **more: Any) -> dict[str, Any]:
    return {
        "innovation_code": "INN-0001",
        "location_code": place,
        "location_name": None,
        "location_postcode": None,
        "adoption_status": status,
        "adopted_date": day,
        "benefit_basis": None,
    } | more


def places(*lines: dict[str, Any]) -> list[str]:
    return [row["location_code"] for row in carried_over(lines, REGISTRY, Q3)]


def test_a_site_that_closed_by_the_end_of_the_quarter_stands_under_its_successor() -> None:
    assert places(line("L02"), line("L03", innovation_code="INN-0002")) == ["L01", "L03"]


def test_two_sites_that_became_one_are_one_row_in_use_since_the_earlier_day() -> None:
    first, later = date(2014, 1, 1), date(2016, 1, 1)
    (row,) = carried_over([line("L01", day=later), line("L02", day=first)], REGISTRY, Q3)
    assert (row["location_code"], row["adopted_date"]) == ("L01", first)
    (row,) = carried_over([line("L01", "planned", None), line("L02", day=later)], REGISTRY, Q3)
    assert (row["adoption_status"], row["adopted_date"]) == ("adopted", later)


def test_a_place_without_a_code_is_itself() -> None:
    gym = {"location_name": "Gym", "location_postcode": "NE1 4LP"}
    assert places(line("", **gym), line("L01")) == ["", "L01"]


@pytest.mark.parametrize(("network", "period"), [("XX", Q3), ("NENC", Period(2012, 4))])
def test_an_unknown_network_and_a_quarter_before_the_first_get_no_template(network: str, period: Period) -> None:
    with pytest.raises(WrongUse):
        make_template(Settings(), network, period)
