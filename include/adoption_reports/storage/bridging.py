"""What moved between two moments, by reason and network.

Read from the movements that each change was noted with when it was counted, so it costs what it
tells. Figures of a period not yet shown at a moment are what the lines of that moment come to.
Source: totals, section 8.
"""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from adoption_reports.domain.bridges import Bridge, Step
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.storage.database import rows
from adoption_reports.storage.explanation import as_figure


def bridges(
    connection: sa.Connection,
    from_moment: datetime,
    to_moment: datetime | None,
    *,
    reporting_period: str | None = None,
    measure: str | None = None,
) -> list[Bridge]:
    """The bridge of every national figure that anything moved, measures in contract order.

    to_moment None: now. A figure that several reasons or networks moved there and back is told too.
    """
    found = rows(
        connection,
        "bridge/bridge.sql",
        from_moment=from_moment,
        to_moment=to_moment,
        reporting_period=reporting_period,
        measure=measure,
    )
    by_figure = groupby(found, key=lambda row: (row["reporting_period"], row["time_basis"], row["measure"]))
    order = list(MEASURES)
    made = [_bridge(*figure, list(steps)) for figure, steps in by_figure]
    return sorted(made, key=lambda one: (one.reporting_period, one.time_basis, order.index(one.measure)))


def _bridge(period: str, basis: str, measure: str, steps: Iterable[sa.RowMapping]) -> Bridge:
    parts = list(steps)
    return Bridge(
        period,
        basis,
        measure,
        _amount(measure, parts[0]["from_figure"]),
        _amount(measure, parts[0]["to_figure"]),
        tuple(Step(part["reason"], part["network_code"], _amount(measure, part["movement"])) for part in parts),
    )


def _amount(measure: str, value: Any) -> Any:
    """A figure with the decimals of its kind."""
    return as_figure(measure, value if measure.endswith(("_count", "_gbp")) else round(value, 1))
