"""What a spreadsheet's cells hold, as the text that the value readers understand.

Numbers without binary noise or exponents, dates in ISO form with a time only when it is not midnight.
Source: contract, section 3 "Values" and section 12 "Workbooks".
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.intake.cells import BOOLEAN, NUMBER, SHARED, Booleans, Cells
from adoption_reports.intake.numbers import plain_decimal
from adoption_reports.intake.workbook_parts import WorkbookParts
from adoption_reports.intake.xml_parts import broken

_PLAIN_NUMBER = r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]?[1-9])?$"
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?", re.ASCII)
_LAST_SERIAL = 2_958_465
"""9999-12-31, the last day that a spreadsheet knows."""
_DAY_ZERO = date(1899, 12, 30)
_DAYS_TO_1904 = 1_462
_LEAP_DAY_THAT_WAS_NOT = 60
"""Serial 60 is shown as 29 February 1900, a day that never was; every serial before it is a day out."""


def cell_texts(cells: Cells, parts: WorkbookParts) -> pa.StringArray:
    """The text of each cell, null for nothing. Raises Refused (F01) where a shared string is missing."""
    texts = cells.text
    if len(parts.shared) or (cells.kind == SHARED).any():
        texts = _replaced(texts, cells.kind == SHARED, lambda chosen: _shared(chosen, parts.shared))
    is_number = cells.kind == NUMBER
    if parts.date_styles:
        is_date = is_number & np.isin(cells.style, list(parts.date_styles))
        texts = _replaced(texts, is_date, lambda chosen: _each(chosen, _date_text(parts)))
        is_number &= ~is_date
    is_plain = np.asarray(
        pc.fill_null(pc.match_substring_regex(texts, _PLAIN_NUMBER), True).to_numpy(zero_copy_only=False)
    )
    texts = _replaced(texts, is_number & ~is_plain, lambda chosen: _each(chosen, _number_text))
    return _replaced(texts, cells.kind == BOOLEAN, lambda chosen: _each(chosen, _boolean_text))


def _replaced(
    texts: pa.StringArray, chosen: Booleans, read: Callable[[pa.StringArray], pa.StringArray]
) -> pa.StringArray:
    """Texts with the chosen ones read anew."""
    if not chosen.any():
        return texts
    if chosen.all():
        return read(texts)
    return pc.replace_with_mask(texts, pa.array(chosen), read(texts.filter(pa.array(chosen))))


def _each(texts: pa.StringArray, read: Callable[[str], str]) -> pa.StringArray:
    """Each different text read once."""
    encoded = texts.dictionary_encode()
    return pa.array([read(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _shared(indices: pa.StringArray, shared: pa.StringArray) -> pa.StringArray:
    try:
        numbers = pc.cast(pc.utf8_trim_whitespace(indices), pa.int32())
        return shared.take(numbers)
    except (pa.ArrowInvalid, pa.ArrowIndexError):
        raise broken("a cell names a text that is not there") from None


def _number_text(text: str) -> str:
    plain = text.strip()
    return plain_decimal(plain) if _NUMBER.fullmatch(plain) and abs(float(plain)) < 1e308 else text


def _boolean_text(text: str) -> str:
    return {"1": "TRUE", "0": "FALSE"}.get(text.strip(), text)


def _date_text(parts: WorkbookParts) -> Callable[[str], str]:
    return lambda text: serial_date(text, starts_1904=parts.starts_1904)


def serial_date(text: str, *, starts_1904: bool) -> str:
    """A date's serial number as ISO text: "43069" gives "2017-11-30", "43069.5" adds " 12:00:00".

    A number that stands for no day of the calendar is shown as the number it is.
    """
    if not _NUMBER.fullmatch(text.strip()) or not 0 <= float(text) <= _LAST_SERIAL:
        return _number_text(text)
    days, seconds = divmod(round(float(text) * 86_400), 86_400)
    time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if starts_1904:
        days += _DAYS_TO_1904
    elif days == 0:
        return time if seconds else "0"
    if days > _LAST_SERIAL:
        return _number_text(text)
    if days == _LEAP_DAY_THAT_WAS_NOT:
        shown = "1900-02-29"
    else:
        shown = str(_DAY_ZERO + timedelta(days=days if days > _LEAP_DAY_THAT_WAS_NOT else days + 1))
    return f"{shown} {time}" if seconds else shown
