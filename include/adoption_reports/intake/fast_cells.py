"""Cells of a sheet as spreadsheet programs write them, millions a second. Raises NotPlain for others.

Source: ECMA-376 part 1, section 18.3; exact_cells.py is the reference that this must agree with.
"""

import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.intake.cells import KINDS, MOST_COLUMNS, MOST_ROWS, NUMBER, TEXT, Cells
from adoption_reports.intake.fields import spans
from adoption_reports.intake.package import Package
from adoption_reports.intake.plain_xml import (
    NotPlain,
    Tags,
    element_chunks,
    read_tags,
    resolved,
    rewritten,
    transitions,
)
from adoption_reports.intake.records import Booleans, Integers
from adoption_reports.intake.refusal import Refused, too_long_cell
from adoption_reports.intake.xml_parts import unescape
from adoption_reports.metadata.limits import CELL_CHARACTERS

(_ROW, _ROW_SELF, _ROW_END, _C, _C_SELF, _C_END, _F, _F_SELF, _F_END, _V, _V_SELF, _V_END,
 _IS, _IS_END, _T, _T_SELF, _T_END) = range(17)  # fmt: skip
_CODES = {
    b"row": _ROW, b"row/": _ROW_SELF, b"/row": _ROW_END, b"c": _C, b"c/": _C_SELF, b"/c": _C_END,
    b"f": _F, b"f/": _F_SELF, b"/f": _F_END, b"v": _V, b"v/": _V_SELF, b"/v": _V_END,
    b"is": _IS, b"/is": _IS_END, b"t": _T, b"t/": _T_SELF, b"/t": _T_END,
}  # fmt: skip
_NEXT_CELL = (_C, _C_SELF, _ROW_END)
_NEXT_ROW = (_ROW, _ROW_SELF)
_ORDER = transitions(
    len(_CODES),
    {
        _ROW: _NEXT_CELL, _ROW_SELF: _NEXT_ROW, _ROW_END: _NEXT_ROW,
        _C: (_F, _F_SELF, _V, _V_SELF, _IS, _C_END), _C_SELF: _NEXT_CELL, _C_END: _NEXT_CELL,
        _F: (_F_END,), _F_SELF: (_V, _V_SELF, _IS, _C_END), _F_END: (_V, _V_SELF, _IS, _C_END),
        _V: (_V_END,), _V_SELF: (_C_END,), _V_END: (_C_END,),
        _IS: (_T, _T_SELF), _T: (_T_END,), _T_SELF: (_IS_END,), _T_END: (_IS_END,), _IS_END: (_C_END,),
    },
)  # fmt: skip
_ATTRIBUTES = re.compile(r'(?: s="(?P<s>[0-9]{1,7})"| t="(?P<t>[A-Za-z]+)"| (?:cm|vm|ph)="[0-9a-z]*")*\s*/?')


def fast_cells(package: Package, part: str) -> Iterator[Cells]:
    """Every cell of a sheet, some at a time. Raises NotPlain, and Refused (F01, F03, F12) for the archive."""
    previous = _ROW_END
    for chunk in element_chunks(package.pieces(part), b"<sheetData", b"<c "):
        tags = read_tags(chunk, _CODES, _ORDER, previous)
        if len(tags.code):
            previous = int(tags.code[-1])
            cells = _cells(tags)
            if len(cells):
                yield cells
    if previous not in (_ROW_SELF, _ROW_END):
        raise NotPlain


def _cells(tags: Tags) -> Cells:
    is_cell = (tags.code == _C) | (tags.code == _C_SELF)
    opened = np.flatnonzero(is_cell)
    row, column, rest = _addresses(tags, opened)
    style, kind = _attributes(tags, opened, rest)
    cell_of_tag = np.cumsum(is_cell) - 1
    is_formula: Booleans = np.zeros(len(opened), np.bool_)
    is_formula[cell_of_tag[(tags.code == _F) | (tags.code == _F_SELF)]] = True
    return Cells(row, column, kind, style, is_formula, _texts(tags, opened, cell_of_tag, kind))


def _addresses(tags: Tags, opened: Integers) -> tuple[Integers, Integers, Integers]:
    """Row and column of each cell, and where its other attributes start."""
    data = tags.data
    at = tags.start[opened] + 3
    last = len(data) - 1
    for offset, byte in enumerate(b'r="'):
        if not (data[np.minimum(at + offset, last)] == byte).all():
            raise NotPlain
    at = at + 3
    column = np.zeros(len(opened), np.int64)
    row = np.zeros(len(opened), np.int64)
    for _ in range(3):
        letter = data[np.minimum(at, last)].astype(np.int64)
        is_letter = (letter >= 65) & (letter <= 90)
        column = np.where(is_letter, column * 26 + letter - 64, column)
        at = at + is_letter
    for _ in range(7):
        digit = data[np.minimum(at, last)].astype(np.int64)
        is_digit = (digit >= 48) & (digit <= 57)
        row = np.where(is_digit, row * 10 + digit - 48, row)
        at = at + is_digit
    is_sound = (data[np.minimum(at, last)] == 34) & (row >= 1) & (row <= MOST_ROWS)
    if not (is_sound & (column >= 1) & (column <= MOST_COLUMNS) & (at < tags.end[opened])).all():
        raise NotPlain
    return row, column - 1, at + 1


def _attributes(tags: Tags, opened: Integers, rest: Integers) -> tuple[Integers, Integers]:
    """Style and kind of each cell; the few different ways to write them are each read once."""
    encoded = spans(tags.data, rest, tags.end[opened]).dictionary_encode()
    styles, kinds = [], []
    for text in encoded.dictionary.to_pylist():
        found = _ATTRIBUTES.fullmatch(text)
        if found is None:
            raise NotPlain
        styles.append(int(found["s"] or 0))
        kinds.append(KINDS.get(found["t"], TEXT) if found["t"] else NUMBER)
    index = np.asarray(encoded.indices)
    return np.array(styles, np.int64)[index], np.array(kinds, np.int64)[index]


def _texts(tags: Tags, opened: Integers, cell_of_tag: Integers, kind: Integers) -> pa.StringArray:
    """What each cell stores; null for nothing."""
    start, end = tags.start[opened].copy(), tags.start[opened].copy()
    valued = np.flatnonzero((tags.code == _V) | (tags.code == _T))
    cell = cell_of_tag[valued]
    start[cell], end[cell] = tags.text_after(valued)
    _check_lengths(tags, start, end)
    stored = end > start
    is_empty_text = np.flatnonzero(np.isin(tags.code, (_V, _V_SELF, _T, _T_SELF)))
    is_empty_text = cell_of_tag[is_empty_text]
    stored[is_empty_text[kind[is_empty_text] == TEXT]] = True
    texts = resolved(spans(tags.data, start, end), tags.data)
    texts = pc.if_else(pa.array(stored), texts, pa.scalar(None, pa.string()))
    is_text = kind == TEXT
    if is_text.any():
        unescaped = rewritten(texts, "_x", unescape)
        texts = pc.if_else(pa.array(is_text), unescaped, texts)
    return texts


def _check_lengths(tags: Tags, start: Integers, end: Integers) -> None:
    for index in np.flatnonzero(end - start > CELL_CHARACTERS):
        text = spans(tags.data, start[index : index + 1], end[index : index + 1])
        if len(unescape(resolved(text, tags.data)[0].as_py())) > CELL_CHARACTERS:
            raise Refused(too_long_cell())
