"""How a figure got from one moment to another. Source: totals, section 8."""

from dataclasses import dataclass
from typing import Any

REASONS = {
    "late": "late",
    "restated": "restated",
    "withdrawn": "withdrawn",
    "corrected": "corrected",
    "reference": "registry changed",
    "rule_change": "rule changed",
}
"""Why figures move, in the order in which they are told, and in words."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of a movement: why, and by whose lines."""

    reason: str
    network_code: str
    movement: Any


@dataclass(frozen=True, slots=True)
class Bridge:
    """One figure's way from one moment to another: from_figure + the steps = to_figure, exactly."""

    reporting_period: str
    time_basis: str
    measure: str
    from_figure: Any
    to_figure: Any
    steps: tuple[Step, ...]
