"""What each measure of a total is made of, and over what it adds up.

Source: totals, sections 3 to 6.
"""

from dataclasses import dataclass
from typing import Literal

from adoption_reports.metadata.datasets import ADOPTIONS, ECONOMIC_IMPACT
from adoption_reports.metadata.limits import AVOIDED_BASES, COUNTING_BASES, REACHED_BASES

Claim = Literal["figures", "floor", "ceiling", "live"]
Cut = Literal["networks", "innovations", "periods"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure, as national_totals names it.

    amount: the column of a line that is added up; None: distinct `things` are counted.
    claim: whose lines count where networks share an adoption or deal: the one whose figures count;
        for the bounds the smallest or all; live: whose line is the latest.
    bases: the benefit bases that count; None: all.
    adds_up_over: cuts of the nation whose figures add up to the nation's, of one time basis; over
        periods only in_period ever does.
    """

    title: str
    dataset: str
    amount: str | None = None
    things: Literal["innovations", "places", "adoptions"] | None = None
    claim: Claim = "figures"
    bases: tuple[str, ...] | None = None
    adds_up_over: tuple[Cut, ...] = ()

    @property
    def additivity(self) -> str:
        """In words, for a column's description."""
        if not self.adds_up_over:
            return "Never add it up."
        over = " and ".join(self.adds_up_over)
        return (
            f"Adds up over {over}{' (in_period only)' if 'periods' in self.adds_up_over else ''}; else never add it up."
        )


def _people(title: str, bases: tuple[str, ...], *cuts: Cut, claim: Claim = "figures") -> Measure:
    adds_up_over: tuple[Cut, ...] = (*cuts, "innovations", "periods")
    return Measure(
        title, ADOPTIONS.name, amount="beneficiaries_count", bases=bases, claim=claim, adds_up_over=adds_up_over
    )


def _of_deals(title: str, amount: str) -> Measure:
    return Measure(title, ECONOMIC_IMPACT.name, amount=amount, adds_up_over=("innovations", "periods"))


MEASURES: dict[str, Measure] = {
    "innovations_count": Measure("Innovations", ADOPTIONS.name, things="innovations", adds_up_over=("innovations",)),
    "locations_count": Measure("Locations", ADOPTIONS.name, things="places"),
    "live_locations_count": Measure("Locations live", ADOPTIONS.name, things="places", claim="live"),
    "adoptions_count": Measure("Adoptions", ADOPTIONS.name, things="adoptions", adds_up_over=("innovations",)),
    "beneficiaries_count": _people("Beneficiaries", COUNTING_BASES),
    "beneficiaries_floor_count": _people("Beneficiaries, at least", COUNTING_BASES, claim="floor"),
    "beneficiaries_ceiling_count": _people("Beneficiaries, at most", COUNTING_BASES, "networks", claim="ceiling"),
    "people_reached_count": _people("People reached", REACHED_BASES),
    "cases_avoided_count": _people("Cases avoided", AVOIDED_BASES),
    "jobs_created_fte": _of_deals("Jobs created", "jobs_created_fte"),
    "jobs_safeguarded_fte": _of_deals("Jobs safeguarded", "jobs_safeguarded_fte"),
    "investment_gbp": _of_deals("Investment (£)", "investment_gbp"),
}
"""Every measure, in contract order."""
