"""Reading what people type: periods, moments, networks."""

import re
from datetime import timedelta
from typing import Annotated

import typer

from adoption_reports.domain.errors import WrongUse
from adoption_reports.domain.moments import moment
from adoption_reports.domain.periods import Period, parse_period

__all__ = [
    "AsOf",
    "MaybePeriod",
    "Network",
    "PeriodOption",
    "Why",
    "duration",
    "moment",
    "parsed_period",
    "period_code",
]

Network = Annotated[str, typer.Option("--network", help="The network's code, such as NENC.")]
PeriodOption = Annotated[str, typer.Option("--period", help="The reporting period, such as 2017-18-Q3.")]
MaybePeriod = Annotated[str | None, typer.Option("--period", help="Only this reporting period.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="As known at this moment, such as 2018-02-01T09:00Z.")]
Why = Annotated[str, typer.Option("--why", help="The reason; it is kept.")]


def parsed_period(text: str) -> Period:
    """A period as people write it."""
    period = parse_period(text)
    if period is None:
        raise WrongUse(f"{text} is not a reporting period; write it such as 2017-18-Q3.")
    return period


def period_code(text: str) -> str:
    """The canonical code of a period as people write it."""
    return parsed_period(text).code


_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def duration(text: str) -> timedelta:
    """How long, such as 90m, 24h or 7d."""
    read = re.fullmatch(r"([0-9]{1,6})([mhd])", text.strip())
    if read is None or not int(read[1]):
        raise WrongUse(f"{text} is not a length of time; write it such as 90m, 24h or 7d.")
    return timedelta(**{_UNITS[read[2]]: int(read[1])})
