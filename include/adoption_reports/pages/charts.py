"""Charts as plain geometry, drawn by templates/charts.html.j2 as SVG in the page.

A chart here is a picture of a table that stands below it: bars by quarter, or a waterfall. Drawn by
ourselves, since a chart library costs the API server more than all else here together (docs/adr/0014).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

WIDTH, HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 8, 24, 40


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to draw. `start` and `end` are figures; `kind` is drawn as a pattern, never as colour alone."""

    label: str
    start: Decimal
    end: Decimal
    kind: str
    says: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A drawn step, in the chart's own units."""

    label: str
    kind: str
    says: str
    x: float
    y: float
    width: float
    height: float
    says_y: float


@dataclass(frozen=True, slots=True)
class Chart:
    """What the template draws."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str], ...]
    zero: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = WIDTH - _RIGHT
    bottom: int = HEIGHT - _BOTTOM


def bars(values: Sequence[tuple[str, Any, str]], in_short: Callable[[Any], str]) -> Chart:
    """A bar for each (label, value, kind), from zero."""
    return draw([Step(label, Decimal(0), Decimal(v), kind, in_short(v)) for label, v, kind in values], in_short)


def waterfall(first: Any, moves: Sequence[tuple[str, Any]], labels: tuple[str, str], in_short: Any) -> Chart:
    """From one figure to another by moves (label, by how much), which sum exactly."""
    level = Decimal(first)
    steps = [Step(labels[0], Decimal(0), level, "whole", in_short(level))]
    for label, by in moves:
        amount = Decimal(by)
        says = ("+" if amount > 0 else "") + in_short(amount)
        steps.append(Step(label, level, level + amount, "up" if amount >= 0 else "down", says))
        level += amount
    steps.append(Step(labels[1], Decimal(0), level, "whole", in_short(level)))
    return draw(steps, in_short)


def draw(steps: Sequence[Step], in_short: Callable[[Any], str]) -> Chart:
    """Lay steps out from left to right."""
    ends = [Decimal(0), *(step.start for step in steps), *(step.end for step in steps)]
    step = nice_step(max(ends) - min(ends))
    low = (min(ends) / step).to_integral_value(ROUND_FLOOR) * step
    high = max((max(ends) / step).to_integral_value(ROUND_CEILING) * step, low + step)
    room = HEIGHT - _TOP - _BOTTOM

    def height_of(value: Decimal) -> float:
        return round(_TOP + float((high - value) / (high - low)) * room, 1)

    share = (WIDTH - _LEFT - _RIGHT) / max(len(steps), 1)
    drawn = []
    for n, one in enumerate(steps):
        top, foot = height_of(max(one.start, one.end)), height_of(min(one.start, one.end))
        width = min(share * 0.72, 72)
        x = _LEFT + share * n + (share - width) / 2
        drawn.append(
            Bar(one.label, one.kind, one.says, round(x, 1), top, round(width, 1), round(max(foot - top, 1), 1), top - 6)
        )
    count = int((high - low) / step)
    ticks = tuple((height_of(low + step * n), in_short(low + step * n)) for n in range(count + 1))
    return Chart(tuple(drawn), ticks, height_of(Decimal(0)))


def nice_step(span: Decimal) -> Decimal:
    """A round distance between axis lines, so that about four of them fit."""
    if span <= 0:
        return Decimal(1)
    power = Decimal(10) ** (span / 4).adjusted()
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor * 4 >= span)
