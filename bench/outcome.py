"""One measured figure beside its peer and what is asked of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the results. seconds: the figure (of `unit`); peer: its baseline in the same run; asked, goal: limits.

    Limits hold for the ratio to the peer where `is_ratio`, else for the seconds.
    """

    row: int
    work: str
    seconds: float
    peer: float | None = None
    asked: float | None = None
    goal: float | None = None
    is_ratio: bool = False
    unit: str = "s"

    def as_cells(self) -> tuple[str, ...]:
        """The figure as cells of a table."""
        ratio = self.seconds / self.peer if self.peer else None
        value = ratio if self.is_ratio else self.seconds
        unit = "×" if self.is_ratio else f" {self.unit}"
        reached = "" if self.asked is None or value is None else self._reached(value)
        return (
            str(self.row),
            self.work,
            f"{self.seconds:.2f} {self.unit}",
            f"{self.peer:.2f} {self.unit}" if self.peer else "",
            f"{ratio:.2f}" if ratio else "",
            f"≤ {self.asked:g}{unit}" if self.asked else "",
            f"≤ {self.goal:g}{unit}" if self.goal else "",
            reached,
        )

    def _reached(self, value: float) -> str:
        if self.goal is not None and value <= self.goal:
            return "goal"
        return "asked" if self.asked is not None and value <= self.asked else "missed"


HEADINGS = ("row", "work", "figure", "peer", "ratio", "asked", "goal", "reached")
