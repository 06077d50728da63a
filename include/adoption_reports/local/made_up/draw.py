"""Draws that come out the same on every machine and Python version.

Only `random.Random.random` promises the same sequence for the same seed in every version; choice,
sample and shuffle don't, so they are built on it here.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import TypeVar

Thing = TypeVar("Thing")


class Draw:
    """A seeded source of draws; `seed` is text, so that each use names its own sequence."""

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 - made-up data, not secrets

    def share(self) -> float:
        """A number from 0 up to, but not including, 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.share() < probability

    def whole(self, lowest: int, highest: int) -> int:
        """A whole number from lowest to highest, both possible."""
        return lowest + int(self.share() * (highest - lowest + 1))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """One of the things."""
        return things[int(self.share() * len(things))]

    def some_of(self, things: Sequence[Thing], count: int) -> list[Thing]:
        """`count` different things (all of them, if there are fewer) in drawn order."""
        left = list(things)
        drawn = []
        for _ in range(min(count, len(left))):
            place = int(self.share() * len(left))
            left[place], left[-1] = left[-1], left[place]
            drawn.append(left.pop())
        return drawn

    def skewed(self, typical: float) -> int:
        """A whole number that is mostly near `typical` and seldom much larger, as counts of people are."""
        exponent = sum(self.share() for _ in range(6)) - 3
        return max(1, round(typical * math.exp(1.1 * exponent)))

    def letters(self, alphabet: str, count: int) -> str:
        """`count` characters of an alphabet."""
        return "".join(self.one_of(alphabet) for _ in range(count))
