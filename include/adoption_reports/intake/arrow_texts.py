"""What typed columns hold, as the text that the value readers understand.

Numbers without exponents, and floats without binary noise as spreadsheets' are; dates in ISO form with a
time only when it is not midnight. Source: contract, section 3 "Values" and section 12 "Parquet".
"""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types

from adoption_reports.intake.numbers import plain_decimal
from adoption_reports.intake.values import Booleans

_NO_NUMBERS = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
_MIDNIGHT = r"[ T]00:00:00(?:\.0+)?$"


def is_readable(kind: pa.DataType) -> bool:
    """Whether a column's values can be shown as one text each."""
    if types.is_dictionary(kind):
        return is_readable(kind.value_type)
    return any(
        is_such(kind)
        for is_such in (types.is_string, types.is_large_string, types.is_integer, types.is_floating, types.is_decimal,
                        types.is_boolean, types.is_date, types.is_timestamp, types.is_time, types.is_null)
    )  # fmt: skip


def kind_in_words(kind: pa.DataType) -> str:
    """What a column that can't be read holds, for its sender."""
    return "lists or other nested values" if types.is_nested(kind) else "binary data"


def arrow_texts(column: pa.Array) -> tuple[pa.StringArray, Booleans]:
    """The text of each value, null for null; and which values no cell can hold (NaN, Infinity)."""
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    nothing = np.zeros(len(column), np.bool_)
    if types.is_floating(kind):
        is_none = pc.fill_null(pc.invert(pc.is_finite(column)), False)
        return _each(pc.cast(column, pa.string()), _float_text), np.asarray(is_none.to_numpy(zero_copy_only=False))
    if types.is_decimal(kind):
        return _decimal_texts(column), nothing
    if types.is_date64(kind):
        column = pc.cast(column, pa.timestamp("ms"))
    elif types.is_timestamp(kind) and kind.tz is not None:
        column = pc.local_timestamp(column)
    texts = pc.cast(column, pa.string())
    if types.is_timestamp(column.type):
        texts = pc.replace_substring_regex(texts, _MIDNIGHT, "")
    return texts, nothing


def _each(texts: pa.StringArray, read: Callable[[str], str]) -> pa.StringArray:
    """Each different text read once."""
    encoded = texts.dictionary_encode()
    return pa.array([read(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _float_text(text: str) -> str:
    return _NO_NUMBERS.get(text) or plain_decimal(text)


def _decimal_texts(column: pa.Array) -> pa.StringArray:
    texts = pc.cast(column, pa.string())
    if pc.any(pc.match_substring(texts, "E")).as_py():
        plain = [None if value is None else format(value, "f") for value in column.to_pylist()]
        texts = pa.array(plain, pa.string())
    if column.type.scale <= 0:
        return texts
    return pc.replace_substring_regex(texts, r"\.?0+$", "")
