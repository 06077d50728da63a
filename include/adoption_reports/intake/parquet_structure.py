"""What a Parquet file says of itself: its footer and its page headers, checked before anything is read by them.

The library that reads the values ends the whole process over some footers, and takes a page's word for how
many values it holds; so both are read here first. What is said in two places must agree.
Source: the Parquet format, parquet.thrift; Thrift's compact protocol.
"""

import struct
from typing import Any

from adoption_reports.domain.findings import finding
from adoption_reports.intake.refusal import Refused, cut_off, too_many_columns, too_many_rows
from adoption_reports.metadata.limits import COLUMNS, ROWS

MARK, _ENCRYPTED_MARK = b"PAR1", b"PARE"
_DEEPEST = 32
_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _DOUBLE, _BINARY, _LIST, _SET, _MAP, _STRUCT = range(1, 13)
_OPTIONAL, _REPEATED = 1, 2
_LEVELS_RLE = 3
_DATA_PAGE, _DATA_PAGE_V2 = 0, 3

Struct = dict[int, Any]
"""A Thrift structure: field number -> value."""


class _Compact:
    """Reads values of Thrift's compact protocol. Raises IndexError, ValueError or struct.error for nonsense."""

    def __init__(self, data: memoryview, position: int = 0) -> None:
        self.data, self.position = data, position

    def structure(self, depth: int = 0) -> Struct:
        """One structure; its end is then the position."""
        if depth > _DEEPEST:
            raise ValueError("nested too deep")
        fields: Struct = {}
        number = 0
        while head := self._byte():
            number = number + (head >> 4) if head >> 4 else self._integer()
            if number in fields:
                raise ValueError("a field twice")
            fields[number] = head & 15 == _TRUE if head & 15 <= _FALSE else self._value(head & 15, depth)
        return fields

    def _byte(self) -> int:
        value = self.data[self.position]
        self.position += 1
        return value

    def _varint(self) -> int:
        value = shift = 0
        while True:
            byte = self._byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value
            if shift > 63:
                raise ValueError("a number too long")

    def _integer(self) -> int:
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def _bytes(self, size: int) -> bytes:
        taken = self.data[self.position : self.position + size].tobytes()
        if len(taken) < size:
            raise IndexError("bytes are missing")
        self.position += size
        return taken

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (_TRUE, _FALSE, _BYTE):
            return self._byte()
        if kind in (_I16, _I32, _I64):
            return self._integer()
        if kind == _DOUBLE:
            return struct.unpack("<d", self._bytes(8))[0]
        if kind == _BINARY:
            return self._bytes(self._varint())
        if kind in (_LIST, _SET):
            head = self._byte()
            size = head >> 4 if head >> 4 < 15 else self._varint()
            if size > len(self.data) - self.position:
                raise IndexError("elements are missing")
            return [self._value(head & 15, depth + 1) for _ in range(size)]
        if kind == _MAP:
            size = self._varint()
            kinds = self._byte() if size else 0
            return [(self._value(kinds >> 4, depth + 1), self._value(kinds & 15, depth + 1)) for _ in range(size)]
        if kind == _STRUCT:
            return self.structure(depth + 1)
        raise ValueError("no such type")


def check_structure(data: memoryview) -> int:
    """How many rows the file says that it holds. Raises Refused: F02, F03, F12."""
    end = data[-len(MARK) :].tobytes()
    if end == _ENCRYPTED_MARK:
        raise Refused(finding("F02"))
    if len(data) < 12 or end != MARK:
        raise cut_off("its end is missing")
    length = int.from_bytes(data[-8:-4], "little")
    if length > len(data) - 12:
        raise cut_off("its end is damaged")
    try:
        return _check(data, _Compact(data[-8 - length : -8]).structure(), len(data) - 8 - length)
    except (LookupError, ValueError, TypeError, AttributeError, struct.error):
        raise cut_off("what it says about its own columns is damaged") from None


def _check(data: memoryview, footer: Struct, footer_start: int) -> int:
    groups = footer[4]
    if 8 in footer or any(chunk.keys() & {8, 9} for group in groups for chunk in group[1]):
        raise Refused(finding("F02"))
    leaves = [element for element in footer[2][1:] if not element.get(5)]
    if len(leaves) > COLUMNS:
        raise Refused(too_many_columns())
    rows = int(footer[3])
    if rows > ROWS:
        raise Refused(too_many_rows())
    if any(group[3] < 0 for group in groups) or sum(group[3] for group in groups) != rows:
        raise cut_off("its parts have other numbers of rows than it says")
    places = [(footer_start, len(data))]
    for group in groups:
        if len(group[1]) != len(leaves):
            raise cut_off("a part has other columns than the whole")
        for chunk, leaf in zip(group[1], leaves, strict=True):
            places.append(_check_chunk(data, chunk[3], leaf, group[3]))
    position = len(MARK)
    for start, end in sorted(places):
        if start < position:
            raise cut_off("its columns are not where it says")
        position = end
    return rows


def _check_chunk(data: memoryview, chunk: Struct, leaf: Struct, rows: int) -> tuple[int, int]:
    """Where one column of a row group lies. Raises Refused (F12)."""
    path, is_flat = chunk[3], len(chunk[3]) == 1 and leaf.get(3) != _REPEATED
    if chunk[1] != leaf[1] or path[-1] != leaf[4] or (is_flat and chunk[5] != rows):
        raise cut_off("a part has other columns or rows than the whole")
    # Without a dictionary, or without rows, an offset is 0 or missing.
    start = min((offset for offset in (chunk[9], chunk.get(11, 0)) if offset), default=len(MARK))
    end = start + chunk[7]
    if start < len(MARK) or not start <= end <= len(data):
        raise cut_off("its columns are not where it says")
    position, values = start, 0
    while position < end:
        reader = _Compact(data, position)
        page = reader.structure()
        if page[1] in (_DATA_PAGE, _DATA_PAGE_V2):
            about = page[5] if page[1] == _DATA_PAGE else page[8]
            values += about[1]
            _check_encodings(page, about, chunk, leaf)
        if page[2] < 0 or page[3] < 0:
            raise ValueError("a size below 0")
        position = reader.position + page[3]
    if position != end or values != chunk[5]:
        raise cut_off("its pages hold more or less than it says")
    return start, end


def _check_encodings(page: Struct, about: Struct, chunk: Struct, leaf: Struct) -> None:
    """A page is written in one of the ways that its column names."""
    encoding = about[2] if page[1] == _DATA_PAGE else about[4]
    is_odd = page[1] == _DATA_PAGE and leaf.get(3) == _OPTIONAL and about[3] != _LEVELS_RLE
    if encoding not in chunk[2] or is_odd:
        raise cut_off("a page is not written as its column says")
