"""The records of an old Excel workbook's stream, and the parts that they form: its globals and its sheets.

A stream is one part after the other, each from its BOF to its EOF record; that every part is whole, and
listed exactly once, is what shows that nothing was lost. Source: MS-XLS, sections 2.1.4 and 2.1.7.
"""

import struct
from array import array
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from adoption_reports.intake.cells import Integers
from adoption_reports.intake.refusal import Refused, cut_off
from adoption_reports.intake.xml_parts import broken

OLD_EXCEL = "an old Excel workbook"
BOF, EOF, CONTINUE = 0x809, 0x0A, 0x3C
GLOBALS, WORKSHEET = 0x0005, 0x0010
BIFF5, BIFF8 = 0x0500, 0x0600
_LONGEST = 8_224
_HEAD = struct.Struct("<HH")


def old_broken(reason: str) -> Refused:
    """F01 for an old workbook that can't be opened."""
    return broken(reason, OLD_EXCEL)


@dataclass(frozen=True)
class Records:
    """n records of a stream: each one's code, and where its data start and how long they are."""

    stream: bytes
    code: Integers
    start: Integers
    length: Integers

    def __len__(self) -> int:
        return len(self.code)

    @property
    def data(self) -> npt.NDArray[np.uint8]:
        """The stream, to be indexed."""
        return np.frombuffer(self.stream, np.uint8)

    def content(self, index: int) -> bytes:
        """One record's data."""
        start = int(self.start[index])
        return self.stream[start : start + int(self.length[index])]

    def content_pieces(self, index: int) -> list[bytes]:
        """One record's data and those of the records that continue it."""
        pieces = [self.content(index)]
        while index + 1 < len(self) and self.code[index + 1] == CONTINUE:
            index += 1
            pieces.append(self.content(index))
        return pieces

    def of(self, code: int) -> list[bytes]:
        """The data of each record with a code."""
        return [self.content(int(index)) for index in np.flatnonzero(self.code == code)]

    def between(self, first: int, last: int) -> "Records":
        """The records from one to before another."""
        return Records(self.stream, self.code[first:last], self.start[first:last], self.length[first:last])


@dataclass(frozen=True)
class Part:
    """A part of the stream: where it starts, its version and kind, and its records without embedded charts."""

    offset: int
    version: int
    kind: int
    records: Records


def read_parts_of_stream(stream: bytes) -> list[Part]:
    """The parts of a workbook's stream, the globals first. Raises Refused (F01, F12)."""
    every = _records(stream)
    depth_change = (every.code == BOF).astype(np.int64) - (every.code == EOF)
    depth = np.cumsum(depth_change)
    opened = np.flatnonzero((depth == 1) & (every.code == BOF))
    closed = np.flatnonzero((depth == 0) & (every.code == EOF))
    if not len(opened) or len(opened) != len(closed) or opened[0] != 0 or (opened[1:] != closed[:-1] + 1).any():
        raise cut_off("it ends in the middle of a sheet")
    parts = []
    for first, last in zip(opened.tolist(), closed.tolist(), strict=True):
        head = every.content(first)
        if len(head) < 4:
            raise old_broken("a sheet has no beginning")
        version, kind = _HEAD.unpack_from(head)
        is_own = depth[first:last] == 1
        parts.append(
            Part(int(every.start[first]) - _HEAD.size, version, kind, _chosen(every.between(first, last), is_own))
        )
    return parts


def _chosen(records: Records, is_chosen: npt.NDArray[np.bool_]) -> Records:
    if is_chosen.all():
        return records
    return Records(records.stream, records.code[is_chosen], records.start[is_chosen], records.length[is_chosen])


def _records(stream: bytes) -> Records:
    """Every record of the stream, to the zeros that may follow its last. Raises Refused (F01, F12)."""
    codes, starts, lengths = array("q"), array("q"), array("q")
    unpack, size = _HEAD.unpack_from, len(stream)
    position, depth = 0, 0
    while position + 4 <= size:
        code, length = unpack(stream, position)
        if code == BOF:
            depth += 1
        elif depth == 0:
            break  # what follows the last part is no part of the workbook
        elif code == EOF:
            depth -= 1
        if length > _LONGEST:
            raise old_broken("a record is longer than any can be")
        position += 4
        codes.append(code)
        starts.append(position)
        lengths.append(length)
        position += length
    if position > size or depth:
        raise cut_off("it ends in the middle of a sheet")
    return Records(stream, *(np.frombuffer(numbers, np.int64) for numbers in (codes, starts, lengths)))
