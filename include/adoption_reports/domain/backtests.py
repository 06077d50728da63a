"""What changed rules or another registry would do to what was decided. Source: contract, section 8."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RowFlip:
    """A row that would be accepted and was not, or the other way round; `rules`: what would hold it."""

    dataset: str
    row: int
    is_accepted: bool
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """A submission that would be answered differently.

    findings: rule -> (how often it was found, how often it would be), where they differ. Rules that
    look at other submissions are left out on both sides.
    """

    submission_id: str
    verdict_before: str
    verdict_after: str
    findings: dict[str, tuple[int, int]]
    rows: tuple[RowFlip, ...]


@dataclass(frozen=True, slots=True)
class FigureMove:
    """A national figure that would differ; None: the period would not be shown."""

    reporting_period: str
    time_basis: str
    measure: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Backtest:
    """What would change, of how many submissions judged again."""

    judged_count: int
    flips: list[Flip]
    moves: list[FigureMove]
