"""Records of a text file, one at a time: the reference for the vectorised pass, and its stand-in.

Used for the first rows, where the header is looked for, and from a misplaced quote on.
Source: contract, section 12 "Text files".
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

_LINE_END = re.compile(rb"\r\n|\r|\n")


class Record(NamedTuple):
    """One record. Positions are byte offsets; fields are as written, their quotes on.

    following: where the next record starts; lines: line ends that the record covers, its own included.
    is_broken: a quote inside an unquoted field, or text after a closing quote.
    is_unterminated: the text ends inside a quoted field.
    is_cut: reading stopped at the most fields that were asked for; the rest of the record is not read.
    """

    start: int
    end: int
    following: int
    lines: int
    fields: list[tuple[int, int]]
    is_broken: bool
    is_unterminated: bool
    is_cut: bool


@cache
def _field_pattern(delimiter: int) -> re.Pattern[bytes]:
    """One field and what ends it. Groups: closing quote, what must not be there, the end."""
    mark = re.escape(bytes([delimiter]))
    quoted = rb'"[^"]*+(?:""[^"]*+)*+("?+)'
    return re.compile(
        rb"(?:" + quoted + rb'|[^"\r\n' + mark + rb"]*+)([^\r\n" + mark + rb"]*+)(" + mark + rb"|\r\n|\r|\n|\Z)"
    )


def exact_records(
    data: memoryview, delimiter: int, *, start: int, is_last: bool, most_fields: int | None = None
) -> Iterator[Record]:
    """Every whole record from `start` on; with is_last also one that has no line end."""
    pattern = _field_pattern(delimiter)
    while start < len(data):
        record = _read_record(data, pattern, start, most_fields)
        if not record.is_cut and not _is_whole(record, data, is_last=is_last):
            return
        yield record
        if record.is_unterminated or record.is_cut:
            return
        start = record.following


def _is_whole(record: Record, data: memoryview, *, is_last: bool) -> bool:
    """Whether the record's end was seen; a CR at the end of a block may have its LF in the next."""
    if is_last:
        return True
    return record.following > record.end and not (record.following == len(data) and data[-1] == 13)


def _read_record(data: memoryview, pattern: re.Pattern[bytes], start: int, most_fields: int | None) -> Record:
    fields: list[tuple[int, int]] = []
    position, is_broken, has_quoted = start, False, False
    while True:
        found = pattern.match(data, position)
        assert found is not None  # every part may be empty, and \Z always ends
        field_end, following = found.span(3)
        fields.append((position, field_end))
        is_quoted = found.start(1) >= 0
        is_open = is_quoted and found.end(1) == found.start(1)
        has_quoted |= is_quoted
        is_broken |= found.end(2) > found.start(2)
        is_end = field_end == following or data[field_end] in b"\r\n"
        is_cut = most_fields is not None and len(fields) > most_fields
        if is_end or is_open or is_cut:
            lines = int(following > field_end and not is_cut)
            if has_quoted and not is_cut:
                lines = len(_LINE_END.findall(data, start, following))
            return Record(start, field_end, following, lines, fields, is_broken, is_open, is_cut)
        position = following
