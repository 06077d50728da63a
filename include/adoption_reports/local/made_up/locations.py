"""The demonstration's locations: made-up names, codes of the shapes that the ODS gives, made-up dates.

Practice codes use digits below 80000, which the NHS has not given out, so that few made-up codes
name a real practice. One name is real, since the contract's own example speaks of it: RX1RA.
"""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from adoption_reports.domain.registry import Location
from adoption_reports.local.made_up.draw import Draw
from adoption_reports.local.made_up.networks import AREAS, MadeUpArea

FIXED = (
    Location(
        "RX1",
        "Trent Bridge University Hospitals NHS Trust",
        "trust",
        "EM",
        "NG7 2UH",
        date(2006, 4, 1),
        None,
        None,
    ),
    Location("RX1RA", "Queen's Medical Centre", "hospital_site", "EM", "NG7 2UH", date(2006, 4, 1), None, None),
    Location("RX1CC", "Castle Marina Hospital", "hospital_site", "EM", "NG5 1PB", date(2006, 4, 1), None, None),
)
"""Codes that documents and tests name."""
UNKNOWN_EXAMPLE = "RX1RZ"
"""The contract's example of an unknown code; RX1RA must stay the only code one letter away."""

SHARES = (
    ("trust", 0.02),
    ("hospital_site", 0.10),
    ("pharmacy", 0.17),
    ("care_home", 0.11),
    ("community", 0.035),
    ("other", 0.015),
    ("gp_practice", 0.55),
)
"""Of an area's locations; practices come last and make up the number."""

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DIGITS = "0123456789"
INWARD = "ABDEFGHJLNPQRSTUWXYZ"
"""Letters that end a postcode: never C, I, K, M, O or V."""

FIRST = (
    "Alder", "Ash", "Barn", "Beck", "Birch", "Black", "Bramble", "Brook", "Burn", "Cherry", "Clay", "Cold",
    "Elm", "Fair", "Fern", "Gorse", "Green", "Hart", "Haw", "Hazel", "Heather", "Holly", "Kings", "Lang",
    "Lark", "Lime", "Marsh", "Mill", "Moor", "North", "Oak", "Orchard", "Park", "Rook", "Rowan", "Sand",
    "Stan", "Thorn", "West", "Willow",
)  # fmt: skip
SECOND = (
    "bourne", "bridge", "bury", "by", "combe", "croft", "dale", "dean", "field", "ford", "gate", "ham",
    "hill", "holme", "hurst", "leigh", "mere", "mouth", "stead", "stoke", "thorpe", "ton", "well", "wick",
)  # fmt: skip
NAMES = {
    "trust": ("NHS Foundation Trust", "Hospitals NHS Trust", "Community and Mental Health NHS Trust"),
    "hospital_site": ("General Hospital", "Infirmary", "Community Hospital", "Day Surgery Unit", "Hospital"),
    "gp_practice": (
        "Surgery",
        "Medical Centre",
        "Medical Practice",
        "Health Centre",
        "Family Practice",
        "Road Surgery",
    ),
    "pharmacy": ("Pharmacy", "Chemist", "Late Night Pharmacy"),
    "care_home": ("House Care Home", "Lodge Nursing Home", "Court", "Residential Home"),
    "community": ("Community Clinic", "Walk-in Centre", "Physiotherapy Clinic", "Sexual Health Clinic"),
    "other": ("Prison Healthcare", "University Health Service", "Council Public Health", "Hospice"),
}

CLOSED_SHARE = 0.06
SUCCEEDED_SHARE = 0.6
CHAINS_OF = {2: 12, 3: 6}
"""How many chains of two and of three steps are laid beside the mergers of one step."""


def make_locations() -> list[Location]:
    """Every location, sorted by code: in each area open, closed and merged ones, and one loop of three."""
    codes = Codes()
    made = list(FIXED)
    for network, area in AREAS.items():
        draw = Draw(f"locations {network}")
        made += close_some([*locations_of(network, area, draw, codes)], draw)
    return sorted(chain_some(made, Draw("chains")), key=lambda location: location.location_code)


class Codes:
    """Draws codes of the right shape that nobody has yet."""

    def __init__(self) -> None:
        self.taken = {location.location_code for location in FIXED}

    def new(self, kind: str, draw: Draw, *, letter: str, trusts: list[str]) -> str:
        """A code for one kind of location; sites start with a trust of the same area."""
        while True:
            code = self._drawn(kind, draw, letter, trusts)
            near_example = sum(a != b for a, b in zip(code, UNKNOWN_EXAMPLE, strict=False)) < 2
            if code not in self.taken and not near_example:
                self.taken.add(code)
                return code

    @staticmethod
    def _drawn(kind: str, draw: Draw, letter: str, trusts: list[str]) -> str:
        if kind == "trust":
            return "R" + draw.letters(LETTERS + DIGITS, 2)
        if kind == "hospital_site":
            return draw.one_of(trusts) + draw.letters(LETTERS if draw.chance(0.4) else DIGITS, 2)
        if kind == "gp_practice":
            return letter + "7" + draw.letters(DIGITS, 4)
        if kind == "pharmacy":
            return "F" + draw.letters(LETTERS, 1) + draw.letters(DIGITS + LETTERS, 1) + draw.letters(DIGITS, 2)
        if kind == "care_home":
            return "V" + draw.letters(LETTERS, 1) + draw.letters(DIGITS, 4)
        return ("N" if kind == "community" else "8") + draw.letters(LETTERS, 1) + draw.letters(DIGITS, 3)


def locations_of(network: str, area: MadeUpArea, draw: Draw, codes: Codes) -> list[Location]:
    """The locations of one area, all open."""
    made: list[Location] = []
    trusts: list[str] = []
    for kind, share in SHARES:
        count = area.locations - len(made) if kind == "gp_practice" else round(area.locations * share)
        for _ in range(count):
            code = codes.new(kind, draw, letter=draw.one_of(area.practice_letters), trusts=trusts)
            if kind == "trust":
                trusts.append(code)
            place = draw.one_of(FIRST) + draw.one_of(SECOND)
            made.append(
                Location(
                    code, f"{place} {draw.one_of(NAMES[kind])}", kind, network, postcode(area, draw),
                    opened(kind, draw), None, None,
                )
            )  # fmt: skip
    return made


def postcode(area: MadeUpArea, draw: Draw) -> str:
    """A postcode that could be in the area."""
    letters, highest = draw.one_of(area.postcode_areas)
    return f"{letters}{draw.whole(1, highest)} {draw.whole(1, 9)}{draw.letters(INWARD, 2)}"


def opened(kind: str, draw: Draw) -> date:
    """A day on which a location could have opened: before reporting began, for most."""
    if kind == "gp_practice" and draw.chance(0.8):
        return date(1974, 4, 1)
    if kind == "trust":
        return date(draw.whole(1993, 2012), 4, 1)
    return date(1991, 4, 1) + timedelta(days=draw.whole(0, 8_300))


def close_some(made: list[Location], draw: Draw) -> list[Location]:
    """The same locations, some closed, most of those merged into an open one of the same kind."""
    closing = [draw.chance(CLOSED_SHARE) and place.location_type != "trust" for place in made]
    heirs: dict[str, list[str]] = {}
    for place, closes in zip(made, closing, strict=True):
        if not closes:
            heirs.setdefault(place.location_type, []).append(place.location_code)
    result = []
    for place, closes in zip(made, closing, strict=True):
        if not closes:
            result.append(place)
            continue
        day = date(2014, 4, 1) + timedelta(days=draw.whole(0, 3_600))
        heir = draw.one_of(heirs[place.location_type]) if draw.chance(SUCCEEDED_SHARE) else None
        result.append(replace(place, closed_date=day, successor_code=heir))
    return result


def chain_some(made: list[Location], draw: Draw) -> list[Location]:
    """Lay chains of two and three steps, and one loop of three, among practices that are open so far.

    A practice that is already somebody's successor is left alone, so that no chain grows longer.
    """
    known = {place.location_code: place for place in made}
    followed = {place.successor_code for place in made}
    free = [
        place.location_code
        for place in made
        if place.location_type == "gp_practice" and not place.closed_date and place.location_code not in followed
    ]
    by_network: dict[str, list[str]] = {}
    for code in free:
        by_network.setdefault(known[code].network_code or "", []).append(code)
    networks = sorted(by_network)
    lengths = [steps for steps, count in sorted(CHAINS_OF.items()) for _ in range(count)]
    for number, steps in enumerate(lengths):
        members = draw.some_of(by_network[networks[number % len(networks)]], steps + 1)
        for step, (code, heir) in enumerate(pairwise(members)):
            known[code] = merged(known[code], heir, date(2015 + 2 * step, 10, 1))
        _drop(by_network, members)
    loop = draw.some_of(by_network["WM"], 3)
    for step, code in enumerate(loop):
        known[code] = merged(known[code], loop[(step + 1) % 3], date(2016 + step, 4, 1))
    return list(known.values())


def merged(place: Location, heir: str, day: date) -> Location:
    """The location, closed and succeeded."""
    return replace(place, opened_date=date(1974, 4, 1), closed_date=day, successor_code=heir)


def _drop(by_network: dict[str, list[str]], used: list[str]) -> None:
    for codes in by_network.values():
        codes[:] = [code for code in codes if code not in used]
