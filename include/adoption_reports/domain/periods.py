"""Reporting periods: UK financial-year quarters and the ways people write them.

Calendar days are days in Europe/London. Source: contract, sections 1 and 2.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from adoption_reports.metadata.limits import FIRST_DAY

LONDON = ZoneInfo("Europe/London")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBER = {name: n for n, m in enumerate(MONTHS, start=1) for name in (m, m[:3])} | {"sept": 9}
_LAST_MONTHS = (6, 9, 12, 3)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One quarter: `year` is the calendar year in which the financial year starts, `quarter` 1 to 4."""

    year: int
    quarter: int

    @property
    def code(self) -> str:
        """The canonical form, such as 2017-18-Q3."""
        return f"{self.year}-{(self.year + 1) % 100:02d}-Q{self.quarter}"

    @property
    def start(self) -> date:
        """The first day."""
        month = 3 * self.quarter + 1
        return date(self.year, month, 1) if month < 12 else date(self.year + 1, 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.next().start - timedelta(days=1)

    @property
    def label(self) -> str:
        """What people see, such as 2017/18 Q3 (Oct to Dec 2017)."""
        first, last = MONTHS[self.start.month - 1][:3].title(), MONTHS[self.end.month - 1][:3].title()
        return f"{self.year}/{(self.year + 1) % 100:02d} Q{self.quarter} ({first} to {last} {self.end.year})"

    @property
    def is_before_first(self) -> bool:
        """Whether the period lies before reporting began."""
        return self.start < FIRST_DAY

    def next(self) -> "Period":
        """The following quarter."""
        return Period(self.year, self.quarter + 1) if self.quarter < 4 else Period(self.year + 1, 1)

    @staticmethod
    def containing(day: date) -> "Period":
        """The quarter that holds a day."""
        return Period(day.year if day.month > 3 else day.year - 1, (day.month - 4) % 12 // 3 + 1)


def london_day(moment: datetime) -> date:
    """The calendar day in London at an instant."""
    return moment.astimezone(LONDON).date()


def between(first: Period, last: Period) -> list[Period]:
    """Every period from first to last, both included."""
    periods = []
    while first <= last:
        periods.append(first)
        first = first.next()
    return periods


_YEAR = r"(?P<year>[0-9]{4})[-/](?P<next>[0-9]{2}|[0-9]{4})"
_QUARTER = r"(?:q|quarter )(?P<quarter>[1-4])"
_SPELLINGS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}[- ]{_QUARTER}",
        r"(?P<year>[0-9]{4})(?P<next>[0-9]{2})q(?P<quarter>[1-4])",
        rf"{_QUARTER} {_YEAR}",
    )
]
_LICENCE_YEAR = re.compile(r"y(?:ear )?(?P<licence>[0-9]{1,2}) q(?P<quarter>[1-4])")
_SPAN = re.compile(r"(?P<first>[a-z]+) ?(?:-|to) ?(?P<last>[a-z]+) (?P<calendar>[0-9]{4})")
_ENDING = re.compile(r"quarter ending (?P<day>[0-9]{1,2}) (?P<month>[a-z]+) (?P<calendar>[0-9]{4})")


def parse_period(text: str) -> Period | None:
    """Read a period as people write it; None for anything else.

    Understood: every spelling of the contract, section 2. `FY18 Q3` is refused, since UK and US
    readings differ. A period before the first is read; `is_before_first` tells.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().replace("–", "-").split())
    for spelling in _SPELLINGS:
        if found := spelling.fullmatch(plain):
            year = int(found["year"])
            follows = int(found["next"]) == (year + 1 if len(found["next"]) == 4 else (year + 1) % 100)
            return Period(year, int(found["quarter"])) if follows and year < 9998 else None
    if found := _LICENCE_YEAR.fullmatch(plain):
        return Period(2012 + int(found["licence"]), int(found["quarter"]))
    if found := _SPAN.fullmatch(plain):
        first, last = _MONTH_NUMBER.get(found["first"]), _MONTH_NUMBER.get(found["last"])
        if first is None or last not in _LAST_MONTHS or (first + 2 - 1) % 12 + 1 != last:
            return None
        return _containing(int(found["calendar"]), last, 1)
    if found := _ENDING.fullmatch(plain):
        month = _MONTH_NUMBER.get(found["month"])
        if month not in _LAST_MONTHS:
            return None
        period = _containing(int(found["calendar"]), month, 1)
        return period if period and period.end.day == int(found["day"]) else None
    return None


def _containing(year: int, month: int, day: int) -> Period | None:
    return Period.containing(date(year, month, day)) if 1 <= year < 9999 else None
