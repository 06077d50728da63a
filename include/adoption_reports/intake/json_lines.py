"""JSON Lines: one object a line, its keys the columns.

Numbers are taken as they are written, digit for digit; what JSON knows and a table doesn't (nested values,
NaN, half a surrogate pair) is R03 where it stands. Source: contract, sections 3 and 12 "JSON Lines".
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pyarrow as pa

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.reading import KEY_TWICE, NOT_AN_OBJECT, Reading
from adoption_reports.intake.encoding import read_text
from adoption_reports.intake.header import Header, find_header, header_findings, nearest_header, no_dataset
from adoption_reports.intake.refusal import Refused, too_long_cell, too_many_columns, too_many_rows
from adoption_reports.intake.rows import MALFORMED_CHARACTERS, DatasetReader, Key
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.values import Booleans
from adoption_reports.metadata.limits import CELL_CHARACTERS, COLUMNS, ROWS

FORMAT = "jsonl"
_BLOCK_BYTES = 1 << 21
_LONGEST_LINE = 1 << 25
_DEEPEST = 20
_DOS_END_OF_FILE = b"\x1a"
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_NESTED_CHARACTERS = 100
"""Of a nested value so many are kept, for its finding."""

_KNOWN_PARTS = ("positions", "keys", "repeated")
"""Of a header, what the contract knows."""

Record = dict[str, Any]


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _KeyTwice(dict[str, Any]):
    """A record in which a key occurs twice."""


class _NoValue(str):
    """NaN or Infinity."""

    __slots__ = ()


class _LateColumn(Exception):
    """A record has a column of the contract that none of the first records has."""


def _record(pairs: list[tuple[str, Any]]) -> Record:
    record = dict(pairs)
    return record if len(record) == len(pairs) else _KeyTwice(record)


_DECODER = json.JSONDecoder(object_pairs_hook=_record, parse_float=_Number, parse_int=_Number, parse_constant=_NoValue)


@dataclass(frozen=True)
class _Lines:
    """Some lines that are not blank: their records' numbers, their texts, and what they hold; and the blank ones."""

    first: int
    texts: list[str]
    values: list[Any]
    blank: int

    def records(self) -> Iterator[Record]:
        return (value for value in self.values if isinstance(value, dict))


def read_json_lines(stored: Stored, key: Key, spool: Spool) -> Reading:
    """Read a file of one object a line. Raises Refused."""
    text = read_text(stored.bytes)
    data = memoryview(text.buffer).cast("B")
    data = data[: len(data) - data[-1:].tobytes().count(_DOS_END_OF_FILE)]
    try:
        try:
            reader, found = _read(data, _columns(islice(_lines(data), 1)), key, spool)
        except _LateColumn:
            names = _columns(_lines(data))
            if find_header([names]) is None:
                raise Refused(_nothing_found(data, names)) from None
            reader, found = _read(data, names, key, spool)
    except Refused as refused:
        raise Refused(*text.findings, *refused.findings, format_name=FORMAT) from None
    return Reading(FORMAT, (reader.finish(),), (*text.findings, *found))


def _columns(batches: Iterable[_Lines]) -> list[str]:
    """Every key, in order of appearance. Raises Refused (F03)."""
    names: dict[str, None] = {}
    for lines in batches:
        for record in lines.records():
            if not record.keys() <= names.keys():
                names |= dict.fromkeys(record)
        if len(names) > COLUMNS:
            raise Refused(too_many_columns())
    return list(names)


def _read(data: memoryview, names: list[str], key: Key, spool: Spool) -> tuple[DatasetReader, list[Finding]]:
    """Every record. names: the columns of the first records at least. Raises Refused, _LateColumn."""
    header = find_header([names])
    if header is None:
        raise _LateColumn
    reader = DatasetReader(header, 1, None, key, spool)
    for lines in _lines(data):
        known = list(dict.fromkeys([*names, *_columns([lines])]))
        if len(known) > len(names):
            names, header = known, _with_more_columns(header, known)
            reader.header = header
        _add(reader, lines, names)
    return reader, [*header_findings(header, row=None, sheet=None, filled=(), names=names), *reader.disagreements]


def _with_more_columns(header: Header, names: list[str]) -> Header:
    """A header with more columns that the contract doesn't know. Raises Refused (F03), _LateColumn."""
    if len(names) > COLUMNS:
        raise Refused(too_many_columns(Place(header.dataset.name)))
    whole = find_header([names])
    if whole is None or any(getattr(whole, part) != getattr(header, part) for part in ("dataset", *_KNOWN_PARTS)):
        raise _LateColumn
    return whole


def _nothing_found(data: memoryview, names: list[str]) -> Finding:
    """Why no dataset was found: its columns are missing, or no line is an object."""
    if any(True for lines in _lines(data) for _ in lines.records()):
        return no_dataset(nearest_header([names]))
    return finding("F01", looks_like="JSON that is not JSON Lines (one object a line is wanted)")


def _lines(data: memoryview) -> Iterator[_Lines]:
    """All lines, some at a time. Raises Refused (F01, F03)."""
    number = count = 0
    for block in _blocks(data):
        # A line end is in no string, where JSON allows none.
        every = block.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")
        count += len(every)
        if count > ROWS:
            raise Refused(too_many_rows())
        texts = [line for line in every if line and not line.isspace()]
        yield _Lines(number + 1, texts, [_value(text) for text in texts], len(every) - len(texts))
        number += len(texts)


def _blocks(data: memoryview) -> Iterator[str]:
    """Whole lines, a block at a time. Raises Refused (F03)."""
    position, size = 0, _BLOCK_BYTES
    while position < len(data):
        block = data[position : position + size].tobytes()
        if position + size < len(data):
            end = max(block.rfind(b"\n"), block.rfind(b"\r", 0, len(block) - 1)) + 1
            if not end:
                size *= 2
                if size > _LONGEST_LINE:
                    raise Refused(finding("F03", limit=f"a record of more than {_LONGEST_LINE >> 20} MB"))
                continue
            block = block[:end]
        position, size = position + len(block), _BLOCK_BYTES
        yield block.decode()


def _value(text: str) -> Any:
    """What a line holds; None for anything but an object. Raises Refused (F01, F03)."""
    if text.count("[") + text.count("{") > _DEEPEST and _depth(text) > _DEEPEST:
        raise Refused(finding("F01", looks_like=f"JSON that is nested more than {_DEEPEST} deep"))
    try:
        value = _DECODER.decode(text)
    except ValueError:
        return None
    if not isinstance(value, dict):
        return None
    if len(text) > CELL_CHARACTERS and any(_length(cell) > CELL_CHARACTERS for pair in value.items() for cell in pair):
        raise Refused(too_long_cell())
    return value


def _length(cell: Any) -> int:
    return len(cell) if isinstance(cell, str) else 0


def _depth(text: str) -> int:
    """How deep a line's brackets are nested; those in its strings don't count."""
    deepest = depth = 0
    for character in _STRING.sub("", text):
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _add(reader: DatasetReader, lines: _Lines, names: list[str]) -> None:
    """Sort some lines into records and what is none."""
    reader.rows_blank += lines.blank
    whole = [index for index, value in enumerate(lines.values) if type(value) is dict]
    if len(whole) < len(lines.values):
        odd = sorted(set(range(len(lines.values))).difference(whole))
        found = [KEY_TWICE if isinstance(lines.values[index], dict) else NOT_AN_OBJECT for index in odd]
        texts = pa.array([lines.texts[index][:MALFORMED_CHARACTERS] for index in odd], pa.string())
        reader.add_malformed(np.array(odd, np.int64) + lines.first, np.array(found, np.int64), texts)
    if not whole:
        return
    records: list[Record] = [lines.values[index] for index in whole]
    wanted = reader.header.positions | reader.header.keys
    columns, broken = {}, {}
    for column, position in wanted.items():
        columns[column], broken[column] = _column([record.get(names[position]) for record in records])
    reader.add(
        np.array(whole, np.int64) + lines.first,
        columns,
        is_blank=lambda rows: np.array([_is_blank(records[row]) for row in rows], np.bool_),
        broken=broken,
    )


def _is_blank(record: Record) -> bool:
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in record.values())


def _column(values: list[Any]) -> tuple[pa.StringArray, Booleans]:
    """One column's values as texts, and which of them no cell can hold."""
    broken = np.zeros(len(values), np.bool_)
    try:
        texts = pa.array(values, pa.string())
        if _NoValue not in map(type, values):
            return texts, broken
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        pass
    shown: list[str | None] = []
    for index, value in enumerate(values):
        text, broken[index] = _text(value)
        shown.append(text)
    return pa.array(shown, pa.string()), broken


def _text(value: Any) -> tuple[str | None, bool]:
    """A value's text, and whether no cell can hold it."""
    if value is None:
        return None, False
    if isinstance(value, bool):
        return "true" if value else "false", False
    if isinstance(value, str):
        text = value.encode(errors="backslashreplace").decode()
        return text, type(value) is _NoValue or text != value
    return _written(value)[:_NESTED_CHARACTERS], True


def _written(value: Any) -> str:
    """A nested value as JSON, its numbers as they were."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_written(key)}: {_written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return str(value) if isinstance(value, _Number | _NoValue) else json.dumps(value)
