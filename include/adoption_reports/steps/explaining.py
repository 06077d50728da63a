"""Asking where figures come from and what moved them: nothing changes but totals that were pending anyway."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

from adoption_reports.domain.bridges import Bridge
from adoption_reports.domain.questions import Question
from adoption_reports.steps.services import Services
from adoption_reports.steps.upkeep import refresh_totals
from adoption_reports.storage.bridging import bridges
from adoption_reports.storage.database import rows, transaction
from adoption_reports.storage.explanation import Explanation, explanation

ATTEMPTS = 5
"""Refreshes before we explain the figures as they are shown, though more is coming in."""


@contextmanager
def explain(services: Services, question: Question) -> Iterator[Explanation]:
    """A figure and its rows, from one snapshot of the database.

    What is shown now is first brought up to date, or its rows would be newer than the figure.
    """
    database = services.database.execution_options(isolation_level="REPEATABLE READ")
    for attempt in range(ATTEMPTS):
        with ExitStack() as block:
            connection = block.enter_context(transaction(database))
            is_pending = question.as_of is None and rows(connection, "load/first_pending.sql")
            if not is_pending or attempt == ATTEMPTS - 1:
                yield block.enter_context(explanation(connection, question))
                return
        refresh_totals(services)


def bridge(
    services: Services,
    from_moment: datetime,
    to_moment: datetime | None,
    *,
    reporting_period: str | None = None,
    measure: str | None = None,
) -> list[Bridge]:
    """What moved each national figure between two moments (None: now), of one period or measure, or all."""
    with transaction(services.database) as connection:
        is_pending = bool(rows(connection, "load/first_pending.sql"))
    if is_pending:
        refresh_totals(services)
    with transaction(services.database) as connection:
        return bridges(connection, from_moment, to_moment, reporting_period=reporting_period, measure=measure)
