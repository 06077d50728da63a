"""Which place a location code stands for: the end of its chain of successors.

Dates play no part. A chain that names an unknown code ends at the last known one; one that runs
into a loop ends at the loop's alphabetically first member. Source: totals, section 2; the ODS
publishes one succession step per organisation.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where a code's chain ends, and whether it ended as a chain should."""

    place: str
    ending: Literal["end", "unknown_successor", "loop"]


def resolve(code: str, successors: Mapping[str, str | None]) -> Resolution:
    """Follow a known code to the end of its chain.

    successors: every known code with its successor or None.
    """
    path = [code]
    seen = {code}
    while True:
        following = successors[path[-1]]
        if following is None:
            return Resolution(path[-1], "end")
        if following not in successors:
            return Resolution(path[-1], "unknown_successor")
        if following in seen:
            return Resolution(min(path[path.index(following) :], key=str.encode), "loop")
        path.append(following)
        seen.add(following)


def place_key(name: str, postcode: str) -> str:
    """The key of a place without a code: LOC:<postcode>:<name>, both canonical.

    Example: ("The  Gym!", "NE1 4LP") gives LOC:NE14LP:the gym.
    """
    words = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", name).casefold()).strip()
    return f"LOC:{''.join(unicodedata.normalize('NFKC', postcode).upper().split())}:{words}"
