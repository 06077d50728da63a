"""Text files with separated fields: every record below the header, block by block.

Source: contract, sections 3 and 12 "Text files".
"""

import re
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.reading import MISPLACED_QUOTE, DatasetReading, Reading
from adoption_reports.intake.encoding import read_text
from adoption_reports.intake.exact_records import exact_records
from adoption_reports.intake.fields import RecordBlock, check_cells, holds_control
from adoption_reports.intake.header import header_findings
from adoption_reports.intake.opening import Opening, find_opening
from adoption_reports.intake.records import Booleans, Bytes, Integers, Records, scan_block
from adoption_reports.intake.refusal import Refused, too_many_columns, too_many_rows
from adoption_reports.intake.rows import MALFORMED_CHARACTERS, DatasetReader, Key
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.swallowed_rows import swallowed_rows
from adoption_reports.metadata.limits import COLUMNS, ROWS

BLOCK_BYTES = 1 << 23
_EXACT_BYTES = 1 << 20
"""After a misplaced quote another is likely; smaller blocks are then scanned in vain."""
LONGEST_RECORD = 1 << 25
"""More bytes than 200 cells of 32,767 characters can have."""
UNTERMINATED = "a quotation mark is opened and never closed"
_DOS_END_OF_FILE = 0x1A
_TAB = 9
_FIRST_RECORDS = 100


class UnevenRecords(Exception):
    """Not all data records have the same number of fields, so none beyond the header's are ignored."""


def read_separated(stored: Stored, key: Key, spool: Spool) -> Reading:
    """Read a text file in any encoding. Raises Refused."""
    text = read_text(stored.bytes)
    try:
        datasets, findings = read_text_file(text.buffer, key=key, spool=spool)
    except Refused as refused:
        raise Refused(*text.findings, *refused.findings, format_name="csv") from None
    return Reading("csv", datasets, (*text.findings, *findings))


def read_text_file(
    buffer: pa.Buffer, *, key: Key, spool: Spool
) -> tuple[tuple[DatasetReading, ...], tuple[Finding, ...]]:
    """Read one text file in UTF-8. Raises Refused where no dataset is found or a limit is passed."""
    data = text_bytes(buffer)
    opening = find_opening(data)
    try:
        reader, findings = _DataPass(data, opening, None, key, spool).read()
    except UnevenRecords:
        reader, findings = _DataPass(data, opening, opening.header.width, key, spool).read()
    return (reader.finish(),), tuple(findings)


def text_bytes(buffer: pa.Buffer) -> Bytes:
    """A text's bytes, without the mark that DOS ended files with."""
    data: Bytes = np.frombuffer(buffer, np.uint8)
    return data[:-1] if len(data) and data[-1] == _DOS_END_OF_FILE else data


def blank_record_pattern(delimiter: int) -> str:
    """A record whose every field is blank, for Python's regular expressions and Arrow's alike.

    Control characters are no white space.
    """
    spaces = " \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
    outside = f"[{spaces}]*" if delimiter == _TAB else f"[{spaces}\t]*"
    field = f'(?:{outside}|"[{spaces}\t\r\n]*")'
    return f"^{field}(?:{re.escape(chr(delimiter))}{field})*$"


class _DataPass:
    """One pass over the data records, taking those of `width` fields as regular.

    width: None for as many as the first data record has, if these are more than the header's; all the
    others must have as many then.
    """

    def __init__(self, data: Bytes, opening: Opening, width: int | None, key: Key, spool: Spool) -> None:
        self.data, self.opening, self.width = data, opening, width
        self.header = opening.header
        self.reader = DatasetReader(opening.header, opening.header_row, None, key, spool)
        self.blank = blank_record_pattern(opening.delimiter)
        self.filled: set[int] = set()
        self.records_seen = 0
        self.swallowed: Integers = np.zeros(0, np.int64)

    def read(self) -> tuple[DatasetReader, list[Finding]]:
        """Every record, and the findings about the file as a whole. Raises Refused, UnevenRecords."""
        findings: list[Finding] = []
        position, line, size = self.opening.data_start, self.opening.data_line, BLOCK_BYTES
        while position < len(self.data):
            block = self.data[position : position + size]
            is_last = position + size >= len(self.data)
            records = scan_block(block, self.opening.delimiter, is_last=is_last)
            if records.consumed or is_last:
                self._take(block, records, line)
                position, line = position + records.consumed, line + records.lines
                size = _EXACT_BYTES if records.is_exact else BLOCK_BYTES
            else:
                size *= 2
            if records.is_unterminated:
                findings.append(self._unterminated())
                break
            if size > LONGEST_RECORD:
                findings.append(self._endless(position))
                break
        found = header_findings(self.header, row=self.opening.header_row, sheet=None, filled=self.filled)
        return self.reader, [*findings, *found, *self.reader.disagreements]

    def _unterminated(self) -> Finding:
        return finding("F12", place=Place(self.header.dataset.name), reason=UNTERMINATED)

    def _endless(self, position: int) -> Finding:
        """Why a record longer than any allowed one is refused."""
        delimiter = self.opening.delimiter
        records = exact_records(self.data.data, delimiter, start=position, is_last=True, most_fields=COLUMNS)
        if next(records).is_unterminated:
            return self._unterminated()
        return finding("F03", limit=f"a record of more than {LONGEST_RECORD >> 20} MB")

    def _take(self, block: Bytes, records: Records, line: int) -> None:
        """Sort the records of one block into regular, malformed and blank ones."""
        if not len(records):
            return
        self._check_limits(block, records, line)
        parts = RecordBlock(block, records, line)
        self.swallowed = swallowed_rows(parts, self.header, self.opening.delimiter)
        if self.swallowed.any():
            records = replace(records, is_broken=records.is_broken | (self.swallowed > 0))
            parts = replace(parts, records=records)
        if self.width is None:
            self.width = self._first_width(parts)
        is_regular = (records.count == self.width) & ~records.is_broken
        if is_regular.all():
            self._add_malformed(parts, self._add(parts, np.arange(len(records)), int(records.count[0])))
            return
        odd = np.flatnonzero(~is_regular)
        is_blank = self._blank_among(parts, odd) & ~records.is_broken[odd]
        self.reader.rows_blank += int(is_blank.sum())
        malformed = odd[~is_blank]
        if self.width is not None:
            if self.width > self.header.width and not records.is_broken[malformed].all():
                raise UnevenRecords
            surplus = self._add(parts, np.flatnonzero(is_regular), self.width)
            malformed = np.sort(np.concatenate([malformed, surplus]))
        self._add_malformed(parts, malformed)

    def _first_width(self, parts: RecordBlock) -> int | None:
        """Fields of the first record that is neither blank nor broken, but at least the header's."""
        sound = np.flatnonzero(~parts.records.is_broken)
        for some in (sound[:_FIRST_RECORDS], sound[_FIRST_RECORDS:]):
            filled = some[~self._blank_among(parts, some)]
            if len(filled):
                return max(self.header.width, int(parts.records.count[filled[0]]))
        return None

    def _check_limits(self, block: Bytes, records: Records, line: int) -> None:
        self.records_seen += len(records)
        if self.records_seen > ROWS:
            raise Refused(too_many_rows(Place(self.header.dataset.name)), format_name="csv")
        dataset = self.header.dataset.name
        if int(np.where(records.is_broken, 0, records.count).max()) > COLUMNS:
            raise Refused(too_many_columns(Place(dataset)), format_name="csv")
        check_cells(block, records, line=line, dataset=dataset)

    def _blank_among(self, parts: RecordBlock, chosen: Integers) -> Booleans:
        """Which of the chosen records are blank in every field."""
        is_blank = pc.match_substring_regex(parts.texts(chosen), self.blank)
        return np.asarray(is_blank.to_numpy(zero_copy_only=False), dtype=np.bool_)

    def _add_malformed(self, parts: RecordBlock, chosen: Integers) -> None:
        records = parts.records
        self.reader.add_malformed(
            parts.lines[chosen],
            np.where(records.is_broken[chosen], MISPLACED_QUOTE, records.count[chosen]),
            pc.utf8_slice_codeunits(parts.texts(chosen), 0, MALFORMED_CHARACTERS),
            lines=parts.lines_covered[chosen],
            swallowed=self.swallowed[chosen],
        )

    def _add(self, parts: RecordBlock, chosen: Integers, width: int) -> Integers:
        """Read the chosen records, which have `width` fields each; those malformed all the same are left.

        Fields beyond the header's are ignored where blank, and make the record malformed where not.
        """
        fields = parts.fields(chosen, width)
        surplus = chosen[:0]
        if width > self.header.width:
            is_surplus = np.logical_or.reduce([fields.filled(at) for at in range(self.header.width, width)])
            surplus, chosen = chosen[is_surplus], chosen[~is_surplus]
            fields = parts.fields(chosen, width) if len(surplus) else fields
        if not len(chosen):
            return surplus
        for position, name in self.header.unknown.items():
            if not name and position not in self.filled and fields.filled(position).any():
                self.filled.add(position)
        wanted = self.header.positions | self.header.keys
        self.reader.add(
            parts.lines[chosen],
            {name: fields.column(position) for name, position in wanted.items()},
            is_blank=lambda rows: self._blank_among(parts, chosen[rows]),
            may_hold_control=holds_control(parts.block),
        )
        return surplus
