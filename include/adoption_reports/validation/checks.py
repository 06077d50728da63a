"""The kernels behind the expectations: each says which rows of a frame fail, nulls masked.

A kernel takes the frame, what the registry knows and the expectation's own arguments, and returns a
mask with True where a row fails. Presence is R02's alone, so a null passes every other check.
Source: contract, sections 4 and 5.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.validation.frame import Frame, Mask
from adoption_reports.validation.known import NEVER, KnownCodes, days
from adoption_reports.validation.repeats import repeats_of

Check = Callable[..., Mask]
When = Sequence[Mapping[str, Any]]


def missing_when(frame: Frame, _: KnownCodes, *, column: str, when: When) -> Mask:
    """Blank where every condition holds. What can't be read is not blank."""
    return frame.blank(column) & _holds(frame, when)


def not_matching(frame: Frame, _: KnownCodes, *, column: str, pattern: str) -> Mask:
    """Not wholly of the pattern; format characters fail, since no pattern names one."""
    encoded = frame.encoded(column)
    return encoded.rows_where(~_matches(encoded.values, pattern))


def not_in_registry(frame: Frame, known: KnownCodes, *, column: str, registry: str, pattern: str) -> Mask:
    """Well formed, and not in the registry."""
    encoded = frame.encoded(column)
    unknown = _matches(encoded.values, pattern) & ~known.is_known(registry, encoded.values)
    return encoded.rows_where(unknown)


def number_not_between(
    frame: Frame, _: KnownCodes, *, column: str, min_value: int | None, max_value: int | None
) -> Mask:
    """Below the minimum or above the maximum, both allowed themselves."""
    below = _compare(pc.less, frame, column, min_value)
    return below | _compare(pc.greater, frame, column, max_value)


def number_inside(frame: Frame, _: KnownCodes, *, column: str, above: int, below: int) -> Mask:
    """Between two bounds, neither included."""
    return _compare(pc.greater, frame, column, above) & _compare(pc.less, frame, column, below)


def date_not_between(frame: Frame, _: KnownCodes, *, column: str, min_value: str | None, max_value: str | None) -> Mask:
    """Before the first day or after the last, both allowed themselves."""
    values, valid = frame.days(column)
    fails = np.zeros(frame.rows, dtype=np.bool_)
    if min_value is not None:
        fails |= values < days(date.fromisoformat(min_value))
    if max_value is not None:
        fails |= values > days(date.fromisoformat(max_value))
    return fails & valid


def not_a_word(frame: Frame, _: KnownCodes, *, column: str, words: Sequence[str]) -> Mask:
    """Not one of the allowed words."""
    return frame.encoded(column).rows_where(~_is_one_of(frame, column, words))


def key_not_unique(frame: Frame, _: KnownCodes, *, key: Sequence[str]) -> Mask:
    """The key occurs again with different content: every copy, identical ones included."""
    return repeats_of(frame, tuple(key)).different


def row_repeated(frame: Frame, _: KnownCodes, *, key: Sequence[str]) -> Mask:
    """The same row after reading stands further up, and its key has no other content."""
    return repeats_of(frame, tuple(key)).copies


def value_given_when(frame: Frame, _: KnownCodes, *, column: str, when: When) -> Mask:
    """A value although every condition holds."""
    return frame.valid(column) & _holds(frame, when)


def not_zero_when(frame: Frame, _: KnownCodes, *, column: str, when: When) -> Mask:
    """Other than 0 although every condition holds."""
    return _compare(pc.not_equal, frame, column, 0) & _holds(frame, when)


def date_before_other(frame: Frame, _: KnownCodes, *, column: str, other_column: str) -> Mask:
    """Before the date in the other column of the row."""
    values, valid = frame.days(column)
    others, other_valid = frame.days(other_column)
    return (values < others) & valid & other_valid


def none_above_zero(frame: Frame, _: KnownCodes, *, column: str, columns: Sequence[str]) -> Mask:
    """No figure above 0. Not decided where a figure is unreadable, or required and blank."""
    del column  # it only names the cell that the finding points at
    fails = np.ones(frame.rows, dtype=np.bool_)
    for name in columns:
        fails &= ~_compare(pc.greater, frame, name, 0) & ~frame.unreadable(name)
        if not frame.dataset.column(name).blank_counts_as_zero:
            fails &= frame.valid(name)
    return fails


def location_closed(
    frame: Frame, known: KnownCodes, *, column: str, registry: str, on: str, has_successor: bool
) -> Mask:
    """The location had closed by a day, and stands for another place, or for itself."""
    encoded = frame.encoded(column)
    closed_on = known.look_up(registry, encoded.values, known.closed_on, NEVER)
    moves = known.look_up(registry, encoded.values, known.moves, False)
    return encoded.rows_where((closed_on <= days(date.fromisoformat(on))) & (moves == has_successor))


def location_elsewhere(frame: Frame, known: KnownCodes, *, column: str, network_code: str) -> Mask:
    """The place that the location stands for lies in another network's area."""
    encoded = frame.encoded(column)
    area = known.look_up("locations", encoded.values, known.area, "")
    return encoded.rows_where((area != "") & (area != network_code))


def innovation_ended(frame: Frame, known: KnownCodes, *, column: str, on: str) -> Mask:
    """The innovation was closed or withdrawn by a day, or on a day that nobody wrote down."""
    encoded = frame.encoded(column)
    ended_on = known.look_up("innovations", encoded.values, known.ended_on, NEVER)
    return encoded.rows_where(ended_on <= days(date.fromisoformat(on)))


def _holds(frame: Frame, when: When) -> Mask:
    holds = np.ones(frame.rows, dtype=np.bool_)
    for condition in when:
        column = condition["column"]
        if "is_one_of" in condition:
            holds &= frame.encoded(column).rows_where(_is_one_of(frame, column, condition["is_one_of"]))
        if "is_above" in condition:
            holds &= _compare(pc.greater, frame, column, condition["is_above"])
        if "is_blank" in condition:
            holds &= frame.blank(column) == condition["is_blank"]
    return holds


def _is_one_of(frame: Frame, column: str, words: Sequence[str]) -> Mask:
    values = frame.encoded(column).values.cast(pa.string())
    return np.asarray(pc.is_in(values, value_set=pa.array(words, pa.string())).to_numpy(zero_copy_only=False))


def _matches(values: pa.Array, pattern: str) -> Mask:
    # RE2's \z, not $: no line end may hide behind the last character.
    whole = pc.match_substring_regex(values.cast(pa.string()), rf"\A(?:{pattern})\z")
    return np.asarray(whole.to_numpy(zero_copy_only=False))


def _compare(compare: Callable[..., Any], frame: Frame, column: str, bound: int | None) -> Mask:
    """Where a number compares so with a bound; False for nulls, and where there is no bound."""
    values = frame.values(column)
    if bound is None:
        return np.zeros(frame.rows, dtype=np.bool_)
    scalar = pa.scalar(Decimal(bound) if pa.types.is_decimal(values.type) else bound)
    return np.asarray(pc.fill_null(compare(values, scalar), False).to_numpy(zero_copy_only=False))


CHECKS: dict[str, Check] = {
    check.__name__: check
    for check in (
        missing_when,
        not_matching,
        not_in_registry,
        number_not_between,
        number_inside,
        date_not_between,
        not_a_word,
        key_not_unique,
        row_repeated,
        value_given_when,
        not_zero_when,
        date_before_other,
        none_above_zero,
        location_closed,
        location_elsewhere,
        innovation_ended,
    )
}
"""Every kernel by its name, as the metric asks for it."""
