"""Rows of one file with the same key: copies that count once (W06), or contradictions (R09).

Rows that are identical after reading collapse first; if a key then still has more than one content,
every row with that key is held, identical copies included. A key with a part that is missing or
unreadable is not compared: other rules hold that row. Source: contract, sections 4, 5 and 7.
"""

from dataclasses import dataclass

import numpy as np

from adoption_reports.validation.frame import Frame, Mask, Positions

_COUNTABLE = 8
"""Key numbers up to this many times the rows are counted in place; sorting a million takes 10 times as long."""
_LARGEST = np.iinfo(np.int64).max // 2


@dataclass(frozen=True)
class Repeats:
    """Which rows share their key with others.

    different, copies: n entries each. members: the rows whose key occurs more than once, by key and
    then in file order; keys: their keys, as numbers, ascending.
    """

    different: Mask
    copies: Mask
    members: Positions
    keys: Positions
    key_of_row: Positions

    def sharing(self, position: int) -> list[int]:
        """Every row with the same key as this one, itself included, in file order."""
        key = self.key_of_row[position]
        first, last = np.searchsorted(self.keys, [key, key + 1])
        return [int(one) for one in self.members[first:last]]


def repeats_of(frame: Frame, key: tuple[str, ...]) -> Repeats:
    """Find the repeats of a key; computed once a frame."""
    if key not in frame.repeats:
        frame.repeats[key] = _find(frame, key)
    found = frame.repeats[key]
    if not isinstance(found, Repeats):
        raise TypeError(key)
    return found


def _find(frame: Frame, key: tuple[str, ...]) -> Repeats:
    different = np.zeros(frame.rows, dtype=np.bool_)
    copies = np.zeros(frame.rows, dtype=np.bool_)
    key_of_row = _key_numbers(frame, key)
    members = _members(key_of_row)
    members = members[np.argsort(key_of_row[members], kind="stable")]
    keys = key_of_row[members]
    if members.size:
        content = _content_numbers(frame, members)
        is_first = np.append(True, keys[1:] != keys[:-1])
        starts = np.flatnonzero(is_first)
        smallest, largest = np.minimum.reduceat(content, starts), np.maximum.reduceat(content, starts)
        contradicts = (smallest != largest)[np.cumsum(is_first) - 1]
        different[members[contradicts]] = True
        copies[members[~contradicts & ~is_first]] = True
    return Repeats(different, copies, members, keys, key_of_row)


def _key_numbers(frame: Frame, key: tuple[str, ...]) -> Positions:
    """A number for each row's key; -1 where a part is missing or unreadable."""
    numbers = np.zeros(frame.rows, dtype=np.int64)
    whole = np.ones(frame.rows, dtype=np.bool_)
    for part in key:
        encoded = frame.encoded(part)
        numbers = numbers * max(len(encoded.values), 1) + encoded.indices
        whole &= encoded.indices >= 0
    return np.where(whole, numbers, -1)


def _members(numbers: Positions) -> Positions:
    """The rows whose number occurs more than once, -1 aside, in row order."""
    if numbers.max(initial=0) < _COUNTABLE * (numbers.size + 1):
        # Number -1 looks at the entry added at the end, which says no.
        often = np.append(np.bincount(numbers[numbers >= 0]) > 1, False)
        return np.flatnonzero(often[numbers])
    ordered = np.sort(numbers[numbers >= 0])
    again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not again.size:
        return np.empty(0, dtype=np.int64)
    nearest = np.minimum(np.searchsorted(again, numbers), again.size - 1)
    return np.flatnonzero(again[nearest] == numbers)


def _content_numbers(frame: Frame, rows: Positions) -> Positions:
    """A number for each of these rows' whole content; equal numbers, identical after reading."""
    numbers, size = np.zeros(rows.size, dtype=np.int64), 1
    for column in frame.dataset.columns:
        part = frame.content(column, rows)
        part = part - part.min()
        width = int(part.max()) + 1
        if size > _LARGEST // width:
            distinct, numbers = np.unique(numbers, return_inverse=True)
            size = len(distinct)
        numbers, size = numbers * width + part, size * width
    return numbers
