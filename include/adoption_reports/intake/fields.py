"""Fields of a block of records as Arrow columns, taken straight from the file's bytes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.findings import Place
from adoption_reports.intake.records import QUOTE, Booleans, Bytes, Integers, Records
from adoption_reports.intake.refusal import Refused, too_long_cell
from adoption_reports.metadata.limits import CELL_CHARACTERS


def decoded_field(data: memoryview, start: int, end: int) -> str:
    """One field as a person sees it. Raises Refused (F03) where it is too long for a cell."""
    text = bytes(data[start:end])
    if len(text) > 1 and text[0] == QUOTE == text[-1]:
        text = text[1:-1].replace(b'""', b'"')
    decoded = text.decode()
    if len(decoded) > CELL_CHARACTERS:
        raise Refused(too_long_cell(), format_name="csv")
    return decoded


def check_cells(block: Bytes, records: Records, *, line: int, dataset: str) -> None:
    """Refuse the file (F03) where a field is longer than a cell may be."""
    long = np.flatnonzero(records.field_end - records.field_start > CELL_CHARACTERS)
    view = block.data
    for index in long:
        try:
            decoded_field(view, int(records.field_start[index]), int(records.field_end[index]))
        except Refused:
            record = int(np.searchsorted(records.first, index, side="right")) - 1
            place = Place(dataset, row=line + int(records.line[record]))
            raise Refused(too_long_cell(place), format_name="csv") from None


def holds_control(block: Bytes) -> bool:
    """Whether a block of UTF-8 may hold a control character other than tab, CR and LF."""
    low = int(np.count_nonzero(block < 32))
    if low and low != sum(int(np.count_nonzero(block == white)) for white in (9, 10, 13)):
        return True
    return bool((block >= 127).any()) and bool((block == 127).any() or (block == 0xC2).any())


@dataclass(frozen=True)
class RecordBlock:
    """A block's bytes with its records; `line` is the number of the block's first line."""

    block: Bytes
    records: Records
    line: int

    @property
    def lines(self) -> Integers:
        """The line where each record starts."""
        return self.records.line + self.line

    @property
    def lines_covered(self) -> Integers:
        """How many lines each record covers: 1, but for line ends within quotes."""
        following: Integers = np.append(self.records.line, self.records.lines)[1:]
        covered: Integers = np.maximum(following - self.records.line, 1)
        return covered

    def texts(self, chosen: Integers) -> pa.StringArray:
        """Chosen records as they were sent."""
        return spans(self.block, self.records.start[chosen], self.records.end[chosen])

    def fields(self, chosen: Integers, width: int) -> "FieldColumns":
        """The fields of chosen records, each of which has `width` of them."""
        records = self.records
        if len(chosen) == len(records):
            start = records.field_start.reshape(-1, width).T
            end = records.field_end.reshape(-1, width).T
        else:
            index = records.first[chosen] + np.arange(width)[:, np.newaxis]
            start, end = records.field_start[index], records.field_end[index]
        first: npt.NDArray[np.int32] = np.ascontiguousarray(start, np.int32)
        last: npt.NDArray[np.int32] = np.ascontiguousarray(end, np.int32)
        if records.has_quotes and first.size:
            # An empty last field starts where the block ends.
            is_quoted = (last > first + 1) & (self.block[np.minimum(first, len(self.block) - 1)] == QUOTE)
            first, last = first + is_quoted, last - is_quoted
        return FieldColumns(self.block, first, last, records.has_doubled_quotes)


@dataclass(frozen=True)
class FieldColumns:
    """Where the fields of n records lie, quotes off: arrays of one row for each column, n values wide."""

    block: Bytes
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    has_doubled_quotes: bool

    def column(self, position: int) -> pa.StringArray:
        """One field of each record, as sent."""
        texts = spans(self.block, self.start[position], self.end[position])
        return pc.replace_substring(texts, '""', '"') if self.has_doubled_quotes else texts

    def filled(self, position: int) -> Booleans:
        """Which records have something in one field."""
        if not (self.end[position] > self.start[position]).any():
            return np.zeros(self.start.shape[1], np.bool_)
        lengths = pc.binary_length(pc.utf8_trim_whitespace(self.column(position)))
        return np.asarray(lengths) > 0


def spans(data: Bytes, start: npt.NDArray[Any], end: npt.NDArray[Any]) -> pa.StringArray:
    """The text of n spans of UTF-8, in ascending order and without overlap."""
    if not len(start):
        return pa.array([], pa.string())
    offsets: npt.NDArray[np.int32] = np.empty(2 * len(start), np.int32)
    offsets[0::2], offsets[1::2] = start, end
    both = pa.StringArray.from_buffers(2 * len(start) - 1, pa.py_buffer(offsets), pa.py_buffer(data))
    return both.take(pa.array(np.arange(0, 2 * len(start) - 1, 2, dtype=np.int32)))
