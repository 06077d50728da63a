"""Raw strings to typed, canonical columns, a whole column at a time.

What can't be read as its column's type is R03. Whether a well-read value is allowed (R02, R04 to
R10) is not decided here. Source: contract, sections 3, 4 and 12.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.unreadable import CONTROL_CHARACTERS
from adoption_reports.intake.dates import read_dates
from adoption_reports.intake.numbers import TYPES, read_numbers
from adoption_reports.metadata.columns import Column

Booleans = npt.NDArray[np.bool_]


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
    if column.kind == "text":
        # Text differs from row to row, and reading it costs less than finding what is the same.
        parts = _read(column, raw, may_hold_control=may_hold_control)
        return ColumnReading(parts[0], parts[1], _flags(parts[2]), _flags(parts[3]))
    encoded = raw.dictionary_encode()
    indices = encoded.indices
    parts = _read(column, encoded.dictionary, may_hold_control=may_hold_control)
    values, sent, unreadable, blank = (part.take(indices) for part in parts)
    return ColumnReading(values, sent, _flags(unreadable), _flags(pc.fill_null(blank, True)))


def _flags(flags: pa.BooleanArray) -> Booleans:
    return np.asarray(pc.fill_null(flags, False).to_numpy(zero_copy_only=False), dtype=np.bool_)


def _read(
    column: Column, raw: pa.StringArray, *, may_hold_control: bool
) -> tuple[pa.Array, pa.StringArray, pa.BooleanArray, pa.BooleanArray]:
    """Values, values as sent, unreadable, blank: of n strings each."""
    trimmed = pc.utf8_trim_whitespace(raw)
    is_blank = pc.fill_null(pc.equal(pc.binary_length(trimmed), 0), True)
    if not may_hold_control:
        values, unreadable = _values(column, _without(trimmed, is_blank))
        return values, _without(raw, is_blank), pc.fill_null(unreadable, False), is_blank
    has_control = pc.fill_null(pc.match_substring_regex(raw, f"[{CONTROL_CHARACTERS}]"), False)
    is_blank = pc.and_not(is_blank, has_control)
    values, unreadable = _values(column, _without(trimmed, pc.or_(is_blank, has_control)))
    unreadable = pc.or_(pc.fill_null(unreadable, False), has_control)
    return values, _without(raw, is_blank), unreadable, is_blank


def _without(texts: pa.StringArray, is_left_out: pa.BooleanArray) -> pa.StringArray:
    """Texts with null for those left out."""
    if not pc.any(is_left_out).as_py():
        return texts
    return pc.if_else(is_left_out, pa.scalar(None, pa.string()), texts)


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
    is_long = pc.fill_null(pc.greater(pc.utf8_length(texts), column.max_length), False)
    return _without(texts, is_long), is_long


def canonical_codes(texts: pa.StringArray) -> pa.StringArray:
    """Codes after NFKC, in upper case, trimmed; nulls stay null."""
    return pc.utf8_trim_whitespace(pc.utf8_upper(pc.utf8_normalize(texts, form="NFKC")))
