"""The plot of time against lines, as SVG: both axes grow tenfold from mark to mark."""

import math
from collections.abc import Mapping
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, LEGEND = 900, 460, 80, 60, 50, 330
COLOURS = ("#1f5a8a", "#a6401b", "#2f6b2f", "#6a3d8f", "#555555")
DASHES = ("", "8 4", "2 4", "10 3 2 3", "1 3")


def draw(times: Mapping[int, Mapping[str, float]], file: Path) -> None:
    """Seconds by what was timed, for each number of lines."""
    names = list(dict.fromkeys(name for one in times.values() for name in one))
    across = _Axis(min(times), max(times), LEFT, WIDTH - LEGEND)
    seconds = [value for one in times.values() for value in one.values()]
    up = _Axis(min(seconds), max(seconds), HEIGHT - BOTTOM, TOP)
    said = "; ".join(
        f"{name}: " + ", ".join(f"{one[name]:.3f} s at {lines:,} lines" for lines, one in sorted(times.items()))
        for name in names
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' font-family="sans-serif" font-size="13"><title>Time against lines of history. {escape(said)}</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="24" font-size="16" font-weight="bold">What a longer history costs</text>',
        f'<text x="{(LEFT + WIDTH - LEGEND) / 2}" y="{HEIGHT - 14}" text-anchor="middle">lines of history</text>',
    ]
    for mark in across.marks():
        x = across.at(mark)
        parts.append(f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" stroke="#dddddd"/>')
        parts.append(f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{mark:,.0f}</text>')
    for mark in up.marks():
        y = up.at(mark)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - LEGEND}" y1="{y:.0f}" y2="{y:.0f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{mark:g} s</text>')
    for number, name in enumerate(names):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        points = [(across.at(lines), up.at(one[name])) for lines, one in sorted(times.items())]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
        stroke = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
        parts.append(f'<polyline points="{line}" fill="none" {stroke}/>')
        parts += [f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>' for x, y in points]
        y, x = TOP + 14 + number * 24, WIDTH - LEGEND + 16
        parts.append(f'<line x1="{x}" x2="{x + 28}" y1="{y}" y2="{y}" {stroke}/>')
        parts.append(f'<text x="{x + 34}" y="{y + 4}" font-size="12">{escape(name)}</text>')
    file.write_text("\n".join([*parts, "</svg>"]) + "\n", encoding="utf-8")


class _Axis:
    """Values from a tenfold to a little more than the most, laid out between two places."""

    def __init__(self, least: float, most: float, begin: float, end: float) -> None:
        self.first, self.last = math.floor(math.log10(least)), math.log10(most) + 0.1
        self.begin, self.end = begin, end

    def marks(self) -> list[float]:
        return [10.0**power for power in range(self.first, math.floor(self.last) + 1)]

    def at(self, value: float) -> float:
        share = (math.log10(value) - self.first) / (self.last - self.first)
        return self.begin + share * (self.end - self.begin)
