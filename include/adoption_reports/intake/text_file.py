"""Text files with separated fields: delimiter, header, then every record, block by block.

The delimiter is the one under which a header is found, never a guess from statistics.
Source: contract, sections 3 and 12 "Text files".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.reading import DatasetReading
from adoption_reports.intake.exact_records import exact_records
from adoption_reports.intake.fields import (
    RecordBlock,
    check_cells,
    decoded_field,
    holds_control,
    too_many_columns,
)
from adoption_reports.intake.header import Header, find_header, header_findings, nearest_header, no_dataset
from adoption_reports.intake.records import Bytes, Records, scan_block
from adoption_reports.intake.refusal import Refused
from adoption_reports.intake.rows import DatasetReader, Key
from adoption_reports.intake.spool import Spool
from adoption_reports.metadata.limits import COLUMNS, HEADER_ROWS, ROWS

DELIMITERS = b",;\t|"
BLOCK_BYTES = 1 << 24
LONGEST_RECORD = 1 << 26
"""More bytes than 200 cells of 32,767 characters can have."""
UNTERMINATED = "a quotation mark is opened and never closed"


class UnevenRecords(Exception):
    """Not all data records have the same number of fields, so none beyond the header's are ignored."""


@dataclass(frozen=True)
class Opening:
    """Where a text file's data begin: its delimiter and header, and the data's first byte and line."""

    delimiter: int
    header: Header
    header_row: int
    data_start: int
    data_line: int


def read_text_file(
    buffer: pa.Buffer, *, key: Key, spool: Spool
) -> tuple[tuple[DatasetReading, ...], tuple[Finding, ...]]:
    """Read one text file in UTF-8. Raises Refused where no dataset is found or a limit is passed."""
    data: Bytes = np.frombuffer(buffer, np.uint8)
    if len(data) and data[-1] == 0x1A:
        data = data[:-1]  # the end-of-file mark of old DOS programs
    opening = find_opening(data)
    width = _width_of_data(data, opening)
    try:
        reader, findings = _Pass(data, opening, width, key, spool).read()
    except UnevenRecords:
        reader, findings = _Pass(data, opening, opening.header.width, key, spool).read()
    return (reader.finish(),), tuple(findings)


def find_opening(data: Bytes) -> Opening:
    """The header among the first rows, under whichever delimiter shows one. Raises Refused (F03, F04)."""
    best: Opening | None = None
    rows_seen: list[Sequence[str]] = []
    refusals: list[Refused] = []
    for delimiter in DELIMITERS:
        try:
            opening, rows = _opening_under(data, delimiter)
        except Refused as refused:
            refusals.append(refused)
            continue
        rows_seen.extend(rows)
        if opening and (best is None or len(opening.header.positions) > len(best.header.positions)):
            best = opening
    if best is None:
        nearest = nearest_header(rows_seen)
        if nearest is None and refusals:
            raise refusals[0]
        raise Refused(no_dataset(nearest), format_name="csv")
    return best


def _opening_under(data: Bytes, delimiter: int) -> tuple[Opening | None, list[list[str]]]:
    rows: list[list[str]] = []
    line = 1
    view = memoryview(data)
    for record in exact_records(view, delimiter, start=0, is_last=True, most_fields=COLUMNS):
        if record.is_cut:
            raise Refused(too_many_columns(None), format_name="csv")
        if record.is_unterminated:
            break
        cells = [decoded_field(view, start, end) for start, end in record.fields]
        rows.append([] if record.is_broken else cells)
        line_before, line = line, line + record.lines
        if header := find_header([rows[-1]]):
            return Opening(delimiter, header, line_before, record.following, line), rows
        if len(rows) == HEADER_ROWS:
            break
    return None, rows


def _width_of_data(data: Bytes, opening: Opening) -> int:
    """Fields of the data records: the header's, or the first record's where it has more."""
    width = opening.header.width
    records = exact_records(
        memoryview(data), opening.delimiter, start=opening.data_start, is_last=True, most_fields=COLUMNS
    )
    blank = blank_record_pattern(opening.delimiter)
    for record in records:
        if record.is_cut or record.is_unterminated:
            break
        if not record.is_broken and not blank.fullmatch(bytes(data[record.start : record.end])):
            return max(width, len(record.fields))
    return width


def blank_record_pattern(delimiter: int) -> re.Pattern[bytes]:
    """A record whose every field is blank, in UTF-8; control characters are no white space."""
    spaces = rb"[ \t]|\xc2\xa0|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80"
    outside = rb"(?:" + (spaces.replace(rb"[ \t]", b" ") if delimiter == 9 else spaces) + rb")*+"
    inside = rb"(?:" + spaces + rb"|[\r\n])*+"
    field = rb"(?:" + outside + rb'|"' + inside + rb'")'
    return re.compile(field + rb"(?:" + re.escape(bytes([delimiter])) + field + rb")*+")


class _Pass:
    """One pass over the data records, `width` fields each."""

    def __init__(self, data: Bytes, opening: Opening, width: int, key: Key, spool: Spool) -> None:
        self.data, self.opening, self.width = data, opening, width
        self.reader = DatasetReader(opening.header, opening.header_row, None, key, spool)
        self.blank = blank_record_pattern(opening.delimiter)
        self.filled: set[int] = set()
        self.rows = 0

    def read(self) -> tuple[DatasetReader, list[Finding]]:
        """Every record, and the findings about the file as a whole."""
        findings: list[Finding] = []
        position, line, size = self.opening.data_start, self.opening.data_line, BLOCK_BYTES
        while position < len(self.data):
            block = self.data[position : position + size]
            is_last = position + size >= len(self.data)
            records = scan_block(block, self.opening.delimiter, is_last=is_last)
            if records.is_unterminated:
                findings.append(self._unterminated())
                is_last = True
            elif not records.consumed and not is_last:
                size *= 2
                if size > LONGEST_RECORD:
                    findings.append(self._endless(position))
                    break
                continue
            self._take(block, records, line)
            position, line, size = position + records.consumed, line + records.lines, BLOCK_BYTES
            if records.is_unterminated:
                break
        header = self.opening.header
        findings += header_findings(header, row=self.opening.header_row, sheet=None, filled=self.filled)
        return self.reader, findings + self.reader.disagreements

    def _unterminated(self) -> Finding:
        return finding("F12", place=Place(self.opening.header.dataset.name), reason=UNTERMINATED)

    def _endless(self, position: int) -> Finding:
        """Why a record longer than any allowed one is refused."""
        records = exact_records(
            memoryview(self.data), self.opening.delimiter, start=position, is_last=True, most_fields=COLUMNS
        )
        if next(records).is_unterminated:
            return self._unterminated()
        return finding("F03", limit=f"a record of more than {LONGEST_RECORD >> 20} MB")

    def _take(self, block: Bytes, records: Records, line: int) -> None:
        """Sort the records of one block into regular, malformed and blank ones."""
        if not len(records):
            return
        self.rows += len(records)
        if self.rows > ROWS:
            raise Refused(finding("F03", limit=f"more than {ROWS:,} rows"), format_name="csv")
        dataset = self.opening.header.dataset.name
        if int(np.where(records.is_broken, 0, records.count).max()) > COLUMNS:
            raise Refused(too_many_columns(dataset), format_name="csv")
        check_cells(block, records, line=line, dataset=dataset)
        is_regular = (records.count == self.width) & ~records.is_broken
        parts = RecordBlock(block, records)
        if is_regular.all():
            self._add(parts, None, line)
            return
        odd = np.flatnonzero(~is_regular)
        texts = [bytes(block[records.start[i] : records.end[i]]) for i in odd]
        is_odd = np.array(
            [bool(records.is_broken[i]) or not self.blank.fullmatch(t) for i, t in zip(odd, texts, strict=True)]
        )
        if self.width > self.opening.header.width and (is_odd & ~records.is_broken[odd]).any():
            raise UnevenRecords
        self.reader.rows_blank += int((~is_odd).sum())
        kept = [(int(i), text) for i, text, malformed in zip(odd, texts, is_odd, strict=True) if malformed]
        self.reader.add_malformed(
            [line + int(records.line[i]) for i, _ in kept],
            [-1 if records.is_broken[i] else int(records.count[i]) for i, _ in kept],
            [text[:400].decode(errors="ignore") for _, text in kept],
        )
        self._add(parts, np.flatnonzero(is_regular), line)

    def _add(self, parts: RecordBlock, chosen: "np.ndarray[tuple[int], np.dtype[np.int64]] | None", line: int) -> None:
        """Read the block's regular records."""
        header = self.opening.header
        records = parts.records
        if chosen is None:
            chosen = np.arange(len(records))
        if self.width > header.width:
            chosen = self._without_surplus(parts, chosen, line)
        if not len(chosen):
            return
        columns = {
            name: parts.column(position, chosen, self.width)
            for name, position in (header.positions | header.keys).items()
        }
        for position, name in header.unknown.items():
            if not name and position not in self.filled and parts.is_filled(position, chosen, self.width):
                self.filled.add(position)

        def is_blank(
            rows: "np.ndarray[tuple[int], np.dtype[np.int64]]",
        ) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
            return np.array([bool(self.blank.fullmatch(parts.text(int(i)))) for i in chosen[rows]], np.bool_)

        self.reader.add(
            line + records.line[chosen], columns, is_blank=is_blank, may_hold_control=holds_control(parts.block)
        )

    def _without_surplus(
        self, parts: RecordBlock, chosen: "np.ndarray[tuple[int], np.dtype[np.int64]]", line: int
    ) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """The records whose fields beyond the header are blank; the others are malformed."""
        surplus = np.zeros(len(chosen), np.bool_)
        for position in range(self.opening.header.width, self.width):
            surplus |= parts.filled(position, chosen, self.width)
        bad = chosen[surplus]
        self.reader.add_malformed(
            [line + int(parts.records.line[i]) for i in bad],
            [self.width] * len(bad),
            [parts.text(int(i))[:400].decode(errors="ignore") for i in bad],
        )
        return chosen[~surplus]
