"""Dates as people and spreadsheets write them, a whole column at a time. Day before month, always.

Source: contract, section 3 "Values".
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.unreadable import MONTH_NUMBERS

_ISO = r"^(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?$"
_NUMERIC = (
    r"^(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})$",
    r"^(?P<day>[0-9]{1,2})-(?P<month>[0-9]{1,2})-(?P<year>[0-9]{4})$",
)
_NAMED = (
    r"^(?P<day>[0-9]{1,2}) (?P<month>[A-Za-z]+) (?P<year>[0-9]{4})$",
    r"^(?P<day>[0-9]{1,2})-(?P<month>[A-Za-z]+)-(?P<year>[0-9]{4})$",
)
_MONTH_NAMES = pa.array(list(MONTH_NUMBERS))
_MONTH_OF_NAME = pa.array(list(MONTH_NUMBERS.values()), pa.int32())


def read_dates(texts: pa.StringArray) -> tuple[pa.Date32Array, pa.BooleanArray]:
    """Days, and which texts are none.

    texts: n trimmed strings, nulls stay null. Returns n dates (null where unreadable) and n booleans.
    """
    year, month, day = (pa.nulls(len(texts), pa.int32()) for _ in range(3))
    for pattern in (_ISO, *_NUMERIC, *_NAMED):
        found = pc.extract_regex(texts, pattern)
        if found.null_count == len(found):
            continue
        names = pc.struct_field(found, "month")
        if pattern in _NAMED:
            numbers = _MONTH_OF_NAME.take(pc.index_in(pc.ascii_lower(names), _MONTH_NAMES))
        else:
            numbers = pc.cast(names, pa.int32())
        year = pc.coalesce(year, pc.cast(pc.struct_field(found, "year"), pa.int32()))
        month = pc.coalesce(month, numbers)
        day = pc.coalesce(day, pc.cast(pc.struct_field(found, "day"), pa.int32()))
    days, exists = _days(*(_whole(part) for part in (year, month, day)))
    dates = pa.array(days, mask=~exists).view(pa.date32())
    return dates, pc.and_(pc.is_valid(texts), pa.array(~exists))


def _whole(numbers: pa.Int32Array) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """Numbers with 0 for null, which no year, month or day is."""
    return np.asarray(pc.fill_null(numbers, 0)).astype(np.int64)


def _days(
    year: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    month: "np.ndarray[tuple[int], np.dtype[np.int64]]",
    day: "np.ndarray[tuple[int], np.dtype[np.int64]]",
) -> "tuple[np.ndarray[tuple[int], np.dtype[np.int32]], np.ndarray[tuple[int], np.dtype[np.bool_]]]":
    """Days since 1970-01-01, and which of the dates exist in the calendar."""
    is_month = (year >= 1) & (month >= 1) & (month <= 12)
    months = np.where(is_month, (year - 1970) * 12 + month - 1, 0)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    following = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    exists = is_month & (day >= 1) & (day <= following - first)
    return np.where(exists, first + day - 1, 0).astype(np.int32), exists
