"""Why a value can't be read as its column's type: which sentence of R03 a person is told.

Intake decides *that* a value is unreadable, a whole column at a time; this says *why*, one value at
a time, for the few values that a finding is written about. Source: contract, sections 3 and 12.
"""

import calendar
import re
from typing import Any

from adoption_reports.domain.periods import MONTHS
from adoption_reports.metadata.columns import Column

ERROR_VALUES = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#GETTING_DATA",
     "#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#PYTHON!", "#EXTERNAL!"}
)  # fmt: skip
"""What spreadsheets show where a formula failed."""

CONTROL_CHARACTERS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
"""Control characters as a regular expression's class holds them: all but tab, CR and LF."""

MONTH_NUMBERS = {name: n for n, month in enumerate(MONTHS, start=1) for name in (month, month[:3])}
"""The months' names and their first three letters."""

_CONTROL = re.compile(f"[{CONTROL_CHARACTERS}]")
_NUMERIC_DATE = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{2}|[0-9]{4})(?: .*)?", re.ASCII)
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?", re.ASCII)
_NAMED_DATE = re.compile(r"([0-9]{1,2})[- ]([a-z]+)[- ]([0-9]{2}|[0-9]{4})", re.ASCII | re.IGNORECASE)
_SERIAL = re.compile(r"[0-9]+(?:\.[0-9]+)?", re.ASCII)


def unreadable_case(column: Column, raw: str | None) -> tuple[str, dict[str, Any]]:
    """The case of R03 that fits an unreadable value, and the words beyond `value` that its sentences need.

    raw: the value as sent; None where the cell holds a formula without a stored value.
    Example: an adopted date of "11/30/2017" gives ("us_date", {}).
    """
    if raw is None:
        return "formula_empty", {}
    if raw in ERROR_VALUES:
        return "formula_error", {}
    if _CONTROL.search(raw):
        return "control", {}
    if column.kind == "date":
        return _date_case(raw.strip()), {}
    if column.kind in ("integer", "money", "fte"):
        return column.kind, {}
    if column.max_length is not None and len(raw.strip()) > column.max_length:
        return "too_long", {"limit": f"{column.max_length:,}"}
    return "text", {}


def _date_case(text: str) -> str:
    if _SERIAL.fullmatch(text):
        return "serial"
    if found := _ISO_DATE.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        return "date" if _exists(year, month, day) else "no_such_day"
    if found := _NUMERIC_DATE.fullmatch(text):
        day, month = int(found[1]), int(found[2])
        if len(found[3]) == 2:
            return "short_year"
        if day <= 12 < month <= 31:
            return "us_date"
        return "date" if _exists(int(found[3]), month, day) else "no_such_day"
    if found := _NAMED_DATE.fullmatch(text):
        number = MONTH_NUMBERS.get(found[2].lower())
        if number and len(found[3]) == 2:
            return "short_year"
        if number and not _exists(int(found[3]), number, int(found[1])):
            return "no_such_day"
    return "date"


def _exists(year: int, month: int, day: int) -> bool:
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
