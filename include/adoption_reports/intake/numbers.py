"""Numbers as people and spreadsheets write them, a whole column at a time.

Digits with an optional leading £ and minus, commas only between proper groups of three, decimals as
the kind allows. Money and FTE go from text to decimal, never through binary floats.
Source: contract, section 3 "Values".
"""

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.metadata.columns import Kind

_DIGITS = r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)"
_DECIMALS: dict[Kind, str] = {
    "integer": r"(?:\.0)?",
    "money": r"(?:\.[0-9]{1,2})?",
    "fte": r"(?:\.[0-9])?",
}
TYPES: dict[Kind, pa.DataType] = {
    "integer": pa.int64(),
    "money": pa.decimal128(14, 2),
    "fte": pa.decimal128(12, 1),
}
_BEYOND: dict[Kind, tuple[int, str]] = {
    "integer": (18, "9223372036854775807"),
    "money": (12, "999999999999.99"),
    "fte": (11, "99999999999.9"),
}
"""Whole digits that the type surely holds, and what stands for anything larger: out of range (R06) for certain."""


def read_numbers(texts: pa.StringArray, kind: Kind) -> tuple[pa.Array, pa.BooleanArray]:
    """Numbers of one kind, and which texts are none.

    texts: n trimmed strings, nulls stay null. Returns n numbers (null where unreadable) and n booleans.
    A number too large for its type is read as the type's largest, which no column's range allows.
    """
    digits, _ = _BEYOND[kind]
    is_plain = pc.and_(pc.ascii_is_decimal(texts), pc.less_equal(pc.binary_length(texts), digits))
    if pc.all(is_plain).as_py():
        return pc.cast(texts, TYPES[kind]), pc.invert(is_plain)
    plain = pc.cast(pc.if_else(is_plain, texts, pa.scalar(None, pa.string())), TYPES[kind])
    is_other = pc.fill_null(pc.invert(is_plain), False)
    others, is_none = _read_others(texts.filter(is_other), kind)
    nobody = pc.and_(is_other, False)
    return pc.replace_with_mask(plain, is_other, others), pc.replace_with_mask(nobody, is_other, is_none)


def _read_others(texts: pa.StringArray, kind: Kind) -> tuple[pa.Array, pa.BooleanArray]:
    """Numbers with signs, separators or decimals, and what is no number."""
    is_number = pc.match_substring_regex(texts, rf"^(?:£-?|-£?)?{_DIGITS}{_DECIMALS[kind]}$")
    numbers = pc.if_else(is_number, texts, pa.scalar(None, pa.string()))
    plain = pc.replace_substring_regex(numbers, "[£,]", "")
    plain = pc.replace_substring_regex(plain, r"^(-?)0+([0-9])", r"\1\2")
    whole = pc.replace_substring_regex(plain, r"\.[0-9]+$", "")
    digits, largest = _BEYOND[kind]
    is_negative = pc.starts_with(whole, "-")
    is_beyond = pc.greater(pc.utf8_length(pc.utf8_ltrim(whole, "-")), digits)
    clamped = pc.if_else(is_negative, f"-{largest}", largest)
    safe = pc.if_else(is_beyond, clamped, whole if kind == "integer" else plain)
    return pc.cast(safe, TYPES[kind]), pc.invert(is_number)


def plain_decimal(text: str) -> str:
    """A spreadsheet's number as plain text: no exponent, and no binary noise behind two decimals.

    A float within 1e-6 of a value with two decimals is that value: "0.30000000000000004" gives "0.3",
    "1.2E3" gives "1200", "12345678.0" gives "12345678".
    """
    number = Decimal(repr(float(text)))
    nearest = round(number, 2) if abs(number) < Decimal("1e15") else number
    value = nearest if abs(number - nearest) <= Decimal("1e-6") else number
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return "0" if plain in ("-0", "") else plain
