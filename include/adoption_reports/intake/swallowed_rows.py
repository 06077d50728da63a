"""Rows that a stray quotation mark made part of another.

A quote that is opened by mistake in one row and closed by the next stray one makes a record that is well
formed, and may even have as many fields as the header: all rows between vanish into one of its fields. A
text of several lines is nothing unusual; a line in it with a row's fields, and an innovation code where
the header has it, is. Source: contract, section 12 "Text files"; rule R01.
"""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.intake.exact_records import exact_records
from adoption_reports.intake.fields import RecordBlock
from adoption_reports.intake.header import Header
from adoption_reports.intake.records import Bytes, Integers
from adoption_reports.intake.values import canonical_codes
from adoption_reports.metadata.columns import COLUMNS

INNOVATION = "innovation_code"
_CODE = COLUMNS[INNOVATION].pattern or ""
_MAY_HOLD_A_ROW = rf"(?i)[\r\n][^\r\n]*{_CODE}"
_LINE_END = re.compile(rb"\r\n|\r|\n")


def swallowed_rows(parts: RecordBlock, header: Header, delimiter: int) -> Integers:
    """For each of a block's n records, how many of its lines but the first look like rows of their own."""
    records = parts.records
    swallowed: Integers = np.zeros(len(records), np.int64)
    chosen = np.flatnonzero(parts.lines_covered > 1)
    if len(chosen):
        may_hold = pc.match_substring_regex(parts.texts(chosen), _MAY_HOLD_A_ROW)
        for index in chosen[np.asarray(may_hold.to_numpy(zero_copy_only=False), np.bool_)]:
            text = parts.block[int(records.start[index]) : int(records.end[index])]
            swallowed[index] = _rows_below_the_first_line(text, header, delimiter)
    return swallowed


def _rows_below_the_first_line(text: Bytes, header: Header, delimiter: int) -> int:
    lines = _LINE_END.split(text.tobytes())[1:]
    return sum(_looks_like_a_row(line, header, delimiter) for line in lines)


def _looks_like_a_row(line: bytes, header: Header, delimiter: int) -> bool:
    record = next(exact_records(memoryview(line), delimiter, start=0, is_last=True), None)
    if record is None or len(record.fields) < header.width:
        return False
    start, end = record.fields[header.positions[INNOVATION]]
    value = line[start:end].strip(b'"').decode(errors="replace")
    return re.fullmatch(_CODE, canonical_codes(pa.array([value]))[0].as_py() or "") is not None
