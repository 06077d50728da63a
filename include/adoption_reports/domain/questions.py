"""Which figure somebody asks about. Source: contract, section 8."""

from dataclasses import dataclass
from datetime import datetime

from adoption_reports.metadata.measures import MEASURES, Measure
from adoption_reports.metadata.tables.marts import IN_PERIOD


@dataclass(frozen=True, slots=True)
class Question:
    """Which figure: of the nation, or of one network, or of one innovation, or of both; None: all, now."""

    measure_name: str
    reporting_period: str
    time_basis: str = IN_PERIOD
    network_code: str | None = None
    innovation_code: str | None = None
    as_of: datetime | None = None

    @property
    def measure(self) -> Measure:
        """What the figure is made of."""
        return MEASURES[self.measure_name]

    @property
    def spans_history(self) -> bool:
        """Whether earlier periods' lines are in it: always, for locations live at the end of a period."""
        return self.time_basis != IN_PERIOD or self.measure.claim == "live"

    @property
    def claim(self) -> str | None:
        """By which rule networks that share an adoption or deal are told apart; None: all count."""
        is_shared = self.network_code is None and self.measure.claim in ("figures", "floor")
        return self.measure.claim if is_shared else None
