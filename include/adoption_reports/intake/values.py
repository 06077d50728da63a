"""Raw strings to typed, canonical columns, a whole column at a time.

What can't be read as its column's type is R03. Whether a well-read value is allowed (R02, R04 to
R10) is not decided here. Source: contract, sections 3, 4 and 12.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.unreadable import CONTROL_CHARACTERS
from adoption_reports.intake.dates import read_dates
from adoption_reports.intake.numbers import TYPES, read_numbers
from adoption_reports.metadata.columns import Column

Booleans = npt.NDArray[np.bool_]

_CONTROL_PATTERN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]"
assert CONTROL_CHARACTERS == "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_SAMPLE = 4096
_MANY_VALUES = 0.5
"""Share of different values in a sample from which sorting them out costs more than it saves."""


def arrow_type(column: Column) -> pa.DataType:
    """The Arrow type of a column's read values."""
    if column.kind == "date":
        return pa.date32()
    return TYPES.get(column.kind, pa.string())


@dataclass(frozen=True)
class ColumnReading:
    """One column of some rows: typed values, values as sent (null where blank), and which break R03."""

    values: pa.Array
    sent: pa.StringArray
    is_unreadable: Booleans
    is_blank: Booleans


def read_column(column: Column, raw: pa.StringArray, *, may_hold_control: bool = True) -> ColumnReading:
    """Read one column.

    raw: n strings as sent, null where there is no cell. may_hold_control: False where the caller knows
    that no character of the text is a control character. Source: contract, section 3 "Values".
    """
    if _has_many_values(raw):
        values, sent, unreadable, blank = _read(column, raw, may_hold_control=may_hold_control)
    else:
        encoded = raw.dictionary_encode()
        indices = encoded.indices
        values, sent, unreadable, blank = (
            part.take(indices) for part in _read(column, encoded.dictionary, may_hold_control=may_hold_control)
        )
        blank = pc.fill_null(blank, True)
    return ColumnReading(values, sent, _flags(unreadable), _flags(blank))


def _flags(flags: pa.BooleanArray) -> Booleans:
    return np.asarray(pc.fill_null(flags, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _has_many_values(raw: pa.StringArray) -> bool:
    sample = raw.slice(0, _SAMPLE)
    return len(sample) > 0 and pc.count_distinct(sample).as_py() > _MANY_VALUES * len(sample)


def _read(
    column: Column, raw: pa.StringArray, *, may_hold_control: bool
) -> tuple[pa.Array, pa.StringArray, pa.BooleanArray, pa.BooleanArray]:
    """Values, values as sent, unreadable, blank: of n strings each."""
    nothing = pa.scalar(None, pa.string())
    trimmed = pc.utf8_trim_whitespace(raw)
    is_empty = pc.equal(pc.binary_length(trimmed), 0)
    if may_hold_control:
        has_control = pc.fill_null(pc.match_substring_regex(raw, _CONTROL_PATTERN), False)
    else:
        has_control = pa.array(np.zeros(len(raw), np.bool_))
    is_blank = pc.fill_null(pc.and_not(is_empty, has_control), True)
    texts = pc.if_else(pc.or_(is_blank, has_control), nothing, trimmed)
    values, unreadable = _values(column, texts)
    unreadable = pc.or_(pc.fill_null(unreadable, False), has_control)
    return values, pc.if_else(is_blank, nothing, raw), unreadable, is_blank


def _values(column: Column, texts: pa.StringArray) -> tuple[pa.Array, pa.BooleanArray]:
    """Values of the column's type and which texts can't be read as one; null texts are neither."""
    if column.kind in TYPES:
        return read_numbers(texts, column.kind)
    if column.kind == "date":
        return read_dates(texts)
    if column.kind == "word":
        texts = pc.utf8_lower(texts)
    elif column.kind in ("code", "postcode"):
        texts = canonical_codes(texts)
        if column.kind == "postcode":
            texts = pc.replace_substring_regex(texts, r"\s+", " ")
    if column.max_length is None:
        return texts, pa.array(np.zeros(len(texts), np.bool_))
    is_long = pc.greater(pc.utf8_length(texts), column.max_length)
    kept: Any = pc.if_else(is_long, pa.scalar(None, pa.string()), texts)
    return kept, is_long


def canonical_codes(texts: pa.StringArray) -> pa.StringArray:
    """Codes after NFKC, in upper case, trimmed; nulls stay null."""
    return pc.utf8_trim_whitespace(pc.utf8_upper(pc.utf8_normalize(texts, form="NFKC")))
