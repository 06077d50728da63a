"""Fields of a block of records as Arrow columns, taken straight from the file's bytes."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.intake.records import QUOTE, Booleans, Bytes, Integers, Records
from adoption_reports.intake.refusal import Refused
from adoption_reports.metadata.limits import CELL_CHARACTERS, COLUMNS


def too_many_columns(dataset: str | None) -> Finding:
    """F03 for a row of too many cells."""
    return finding("F03", place=Place(dataset), limit=f"more than {COLUMNS} columns")


def too_long_cell(place: Place) -> Finding:
    """F03 for a cell of too many characters."""
    return finding("F03", place=place, limit=f"a cell of more than {CELL_CHARACTERS:,} characters")


def decoded_field(data: memoryview, start: int, end: int) -> str:
    """One field as a person sees it. Raises Refused (F03) where it is too long for a cell."""
    text = bytes(data[start:end])
    if len(text) > 1 and text[0] == QUOTE == text[-1]:
        text = text[1:-1].replace(b'""', b'"')
    decoded = text.decode()
    if len(decoded) > CELL_CHARACTERS:
        raise Refused(too_long_cell(Place()), format_name="csv")
    return decoded


def check_cells(block: Bytes, records: Records, *, line: int, dataset: str) -> None:
    """Refuse the file (F03) where a field is longer than a cell may be."""
    long = np.flatnonzero(records.field_end - records.field_start > CELL_CHARACTERS)
    view = memoryview(block)
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
    """A block's bytes with its records."""

    block: Bytes
    records: Records

    def text(self, index: int) -> bytes:
        """One record as it was sent."""
        return bytes(self.block[self.records.start[index] : self.records.end[index]])

    def _bounds(self, position: int, chosen: Integers, width: int) -> tuple[Integers, Integers]:
        """Start and end of one field of each chosen record, quotes off. Chosen records have `width` fields."""
        records = self.records
        if len(chosen) == len(records):
            start, end = records.field_start[position::width], records.field_end[position::width]
        else:
            fields = records.first[chosen] + position
            start, end = records.field_start[fields], records.field_end[fields]
        if records.has_quotes:
            last = len(self.block) - 1
            quoted = ((end - start) > 1) & (self.block[np.minimum(start, last)] == QUOTE)
            start, end = start + quoted, end - quoted
        return start, end

    def column(self, position: int, chosen: Integers, width: int) -> pa.StringArray:
        """One field of each chosen record, as sent."""
        start, end = self._bounds(position, chosen, width)
        offsets: npt.NDArray[np.int32] = np.empty(2 * len(start), np.int32)
        offsets[0::2], offsets[1::2] = start, end
        spans = pa.StringArray.from_buffers(2 * len(start) - 1, pa.py_buffer(offsets), pa.py_buffer(self.block))
        texts = spans.take(pa.array(np.arange(0, 2 * len(start) - 1, 2, dtype=np.int32)))
        if self.records.has_doubled_quotes:
            texts = pc.replace_substring(texts, '""', '"')
        return texts

    def filled(self, position: int, chosen: Integers, width: int) -> Booleans:
        """Which of the chosen records have something in one field."""
        start, end = self._bounds(position, chosen, width)
        if not (end > start).any():
            return np.zeros(len(chosen), np.bool_)
        texts = pc.utf8_trim_whitespace(self.column(position, chosen, width))
        return np.asarray(pc.greater(pc.binary_length(texts), 0).to_numpy(zero_copy_only=False), dtype=np.bool_)

    def is_filled(self, position: int, chosen: Integers, width: int) -> bool:
        """Whether any of the chosen records has something in one field."""
        return bool(self.filled(position, chosen, width).any())
