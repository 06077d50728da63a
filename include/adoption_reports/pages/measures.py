"""The measures of the totals as people read them: titles, meanings, figures in words.

Source: totals, sections 3 to 5.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from adoption_reports.metadata.datasets import ADOPTIONS, ECONOMIC_IMPACT
from adoption_reports.metadata.tables.marts import IN_PERIOD, MEASURES, SINCE_201314


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; `dataset` is the one that it is counted from."""

    code: str
    title: str
    dataset: str

    @property
    def meaning(self) -> str:
        """What it counts, in a sentence."""
        return MEASURES[self.code].description


_TITLES = {
    "beneficiaries_count": "People benefiting",
    "people_reached_count": "People reached",
    "adoptions_count": "Adoptions",
    "innovations_count": "Innovations in use",
    "locations_count": "Locations using them",
    "live_locations_count": "Locations live now",
    "cases_avoided_count": "Cases avoided",
    "investment_gbp": "Investment",
    "jobs_created_fte": "Jobs created (FTE)",
    "jobs_safeguarded_fte": "Jobs safeguarded (FTE)",
}
_OF_DEALS = ("investment_gbp", "jobs_created_fte", "jobs_safeguarded_fte")
SHOWN = {
    code: Measure(code, title, ECONOMIC_IMPACT.name if code in _OF_DEALS else ADOPTIONS.name)
    for code, title in _TITLES.items()
}
"""The headline measures, in the order in which pages show them."""

BASES = {IN_PERIOD: "in the quarter", SINCE_201314: "since April 2013"}


def figure_in_words(code: str, value: Any) -> str:
    """A figure with its unit: 1,204; £1,204.00; 12.5."""
    if value is None:
        return "none"
    number = Decimal(value)
    sign = "-" if number < 0 else ""
    if code.endswith("_gbp"):
        return f"{sign}£{abs(number):,.2f}"
    return f"{number:,.1f}" if code.endswith("_fte") else f"{int(number):,}"


def figure_in_short(code: str, value: Any) -> str:
    """The same for a chart, where there is little room: £1.2m, 34k."""
    number = Decimal(value)
    size = abs(number)
    sign = ("-" if number < 0 else "") + ("£" if code.endswith("_gbp") else "")
    for limit, letter in ((1_000_000_000, "bn"), (1_000_000, "m"), (10_000, "k")):
        if size >= limit:
            return f"{sign}{size / (1_000 if letter == 'k' else limit):.1f}{letter}"
    return f"{sign}{size:,.0f}" if size == int(size) or size >= 100 else f"{sign}{size:,.1f}"
