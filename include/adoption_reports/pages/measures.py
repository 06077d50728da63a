"""The measures of the totals as people read them: titles, meanings, figures in words.

Source: totals, sections 3 to 5.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from adoption_reports.metadata.measures import MEASURES
from adoption_reports.metadata.tables.marts import IN_PERIOD, SINCE_201314


@dataclass(frozen=True, slots=True)
class Shown:
    """One measure: its title, what it counts in a sentence, and the dataset that it is counted from."""

    code: str
    title: str
    meaning: str

    @property
    def dataset(self) -> str:
        """The dataset that it is counted from."""
        return MEASURES[self.code].dataset


_WORDS = {
    "beneficiaries_count": ("People benefiting", "People who newly received or completed an innovation."),
    "people_reached_count": ("People reached", "People covered by, identified for or offered an innovation."),
    "adoptions_count": ("Adoptions", "Innovations at places, each pair once."),
    "innovations_count": ("Innovations in use", "Different innovations adopted somewhere."),
    "locations_count": ("Locations using them", "Different places with an adoption."),
    "live_locations_count": ("Locations live", "Places where something was still adopted at the quarter's end."),
    "cases_avoided_count": ("Cases avoided", "Cases avoided, as networks report them."),
    "investment_gbp": ("Investment", "Money committed by deals."),
    "jobs_created_fte": ("Jobs created (FTE)", "Jobs that deals brought, in full-time equivalents."),
    "jobs_safeguarded_fte": ("Jobs safeguarded (FTE)", "Jobs kept that would have gone, in full-time equivalents."),
}
SHOWN = {code: Shown(code, title, meaning) for code, (title, meaning) in _WORDS.items()}
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
            number_of = f"{size / (1_000 if letter == 'k' else limit):.1f}".removesuffix(".0")
            return f"{sign}{number_of}{letter}"
    return f"{sign}{size:,.0f}" if size == int(size) or size >= 100 else f"{sign}{size:,.1f}"
