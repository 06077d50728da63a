"""The demonstration's reporting periods: when each is due, and which are closed."""

from datetime import timedelta

from adoption_reports.domain.periods import Period, between
from adoption_reports.domain.registry import PeriodDates

FIRST, LAST = Period(2013, 1), Period(2026, 4)
DUE_DAYS = 30
"""Days after a period's end until its reports are due."""
OPEN_FROM = Period(2016, 1)
"""Earlier periods are closed: they take reports only as history."""
CLOSES_DAYS = 365
"""Days after its end until one of the earlier periods closed."""


def make_periods() -> list[PeriodDates]:
    """Every period that is asked for, oldest first."""
    return [
        PeriodDates(
            period.code,
            period.end + timedelta(days=DUE_DAYS),
            period.end + timedelta(days=CLOSES_DAYS) if period < OPEN_FROM else None,
        )
        for period in between(FIRST, LAST)
    ]
