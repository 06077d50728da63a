"""Cells of an OpenDocument spreadsheet, from its XML, sheet by sheet.

A cell counts with its stored value and never with what its paragraphs show of it; a text's paragraphs
are lines, annotations are no part of it, and cells covered by a merged one are cells like hidden ones.
Repeated cells and rows cost what they hold, not what they claim.
Source: OpenDocument 1.3 part 3, sections 6.1, 9.1 and 19.385; contract, sections 3 and 12.
"""

import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from adoption_reports.domain.findings import Place, finding
from adoption_reports.intake.cells import BOOLEAN, ERROR, ISO_DATE, MOST_ROWS, NUMBER, TEXT, Cells
from adoption_reports.intake.package import OPEN_DOCUMENT, Package
from adoption_reports.intake.refusal import Refused, too_long_cell
from adoption_reports.intake.workbook_parts import Sheet
from adoption_reports.intake.xml_parts import Attributes, broken, parse_pieces
from adoption_reports.metadata.limits import CELL_CHARACTERS, COLUMNS

_BATCH = 100_000
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_OASIS}{name}:1.0 " for name in ("office", "table", "text", "style"))
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

_SPREADSHEET, _SHEET, _ROW = f"{_OFFICE}spreadsheet", f"{_TABLE}table", f"{_TABLE}table-row"
_CELLS = frozenset((f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"))
_GROUPS = frozenset(f"{_TABLE}table-{name}" for name in ("rows", "header-rows", "row-group"))
_PARAGRAPHS = frozenset((f"{_TEXT}p", f"{_TEXT}h"))
_SPACES, _TAB, _LINE_BREAK = f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"
_NOT_SHOWN = frozenset((f"{_TEXT}note", f"{_TEXT}ruby-text"))
_FORMULA, _REPEATED = f"{_TABLE}formula", f"{_TABLE}number-columns-repeated"
_ROWS_REPEATED, _NAME, _SHEET_STYLE = f"{_TABLE}number-rows-repeated", f"{_TABLE}name", f"{_TABLE}style-name"
_VALUE_TYPE, _CALC_TYPE, _VALUE = f"{_OFFICE}value-type", f"{_CALC}value-type", f"{_OFFICE}value"
_STRING, _BOOLEAN = f"{_OFFICE}string-value", f"{_OFFICE}boolean-value"
_DATE, _TIME = f"{_OFFICE}date-value", f"{_OFFICE}time-value"
_STYLE_ELEMENT, _STYLE_PROPERTIES = f"{_STYLE}style", f"{_STYLE}table-properties"

_ERROR_SHOWN = re.compile(r"#(?:REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!)|Err:[0-9]{3}")
"""How programs show an error; some store it as a plain text, others as the number 0."""
_TRUTHS = {"TRUE": "1", "FALSE": "0"}
"""Truth values as LibreOffice shows them; it stores those of other programs' formulas as numbers."""
_MIDNIGHT = re.compile(r"T00:00(?::00(?:\.0*)?)?$")
_FRACTION = re.compile(r"\.0*$")
_DURATION = re.compile(r"PT([0-9]{1,7})H([0-9]{1,2})M([0-9]{1,2})(?:[.,]0*)?S")
_CellFacts = tuple[int, int, bool, str | None]


def hidden_styles(package: Package, part: str) -> frozenset[str]:
    """Sheet styles of a part that hide their sheets. Raises Refused."""
    parser = _SheetsParser(frozenset())
    for _ in parse_pieces(package, part, start=parser.on_start, end=parser.on_end, has_namespaces=True):
        pass
    return frozenset(parser.hidden)


def sheets_and_cells(package: Package, part: str, hidden: frozenset[str]) -> Iterator[tuple[Sheet, Cells]]:
    """Every cell with something in it, some at a time, by its sheet; a sheet's last batch may be empty.

    hidden: sheet styles that hide their sheets, beside the part's own. Raises Refused (F01, F03, F12).
    """
    parser = _SheetsParser(hidden)
    handlers = {"start": parser.on_start, "end": parser.on_end, "text": parser.on_text}
    for _ in parse_pieces(package, part, **handlers, has_namespaces=True):  # type: ignore[arg-type]
        yield from parser.take()
    yield from parser.take()
    if not parser.is_spreadsheet:
        raise broken("it holds no spreadsheet", package.looks_like)


class _SheetsParser:
    """Collects sheets and their cells from an XML parser's events."""

    def __init__(self, hidden: frozenset[str]) -> None:
        self.hidden = set(hidden)
        self.is_spreadsheet = False
        self.cells: list[tuple[int, int, int, bool, str | None]] = []
        self._done: list[tuple[Sheet, Cells | tuple[int, int, list[_CellFacts]]]] = []
        self._sheet: Sheet | None = None
        self._sheets = 0
        self._skipped = 0
        self._in_spreadsheet = self._in_row = self._in_cell = self._in_paragraph = False
        self._sheet_style = ""
        self._row, self._rows_repeated, self._column = 0, 1, 0
        self._row_cells: list[_CellFacts] = []
        self._cell: Attributes = {}
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._length = 0

    def on_start(self, tag: str, attributes: Attributes) -> None:
        if self._skipped:
            self._skipped += 1
        elif self._in_cell:
            self._start_in_cell(tag, attributes)
        elif self._in_row:
            if tag in _CELLS:
                self._in_cell, self._cell, self._length = True, attributes, 0
            else:
                self._skipped = 1
        elif self._sheet is not None:
            if tag == _ROW:
                self._in_row, self._column = True, 0
                self._rows_repeated = self._count(attributes, _ROWS_REPEATED)
            elif tag not in _GROUPS:
                self._skipped = 1
        else:
            self._start_outside(tag, attributes)

    def _start_outside(self, tag: str, attributes: Attributes) -> None:
        if self._in_spreadsheet:
            if tag == _SHEET:
                self._open_sheet(attributes)
            else:
                self._skipped = 1
        elif tag == _SPREADSHEET:
            self._in_spreadsheet = self.is_spreadsheet = True
        elif tag == _STYLE_ELEMENT:
            is_sheets = attributes.get(f"{_STYLE}family") == "table"
            self._sheet_style = attributes.get(f"{_STYLE}name", "") if is_sheets else ""
        elif tag == _STYLE_PROPERTIES and self._sheet_style and attributes.get(f"{_TABLE}display") == "false":
            self.hidden.add(self._sheet_style)

    def _start_in_cell(self, tag: str, attributes: Attributes) -> None:
        if not self._in_paragraph:
            if tag in _PARAGRAPHS:
                self._in_paragraph = True
            else:
                self._skipped = 1
        elif tag == _SPACES:
            self.on_text(" " * min(self._count(attributes, f"{_TEXT}c"), CELL_CHARACTERS + 1))
        elif tag == _TAB:
            self.on_text("\t")
        elif tag == _LINE_BREAK:
            self.on_text("\n")
        elif tag in _NOT_SHOWN or not tag.startswith(_TEXT) or tag in _PARAGRAPHS:
            self._skipped = 1

    def on_end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif self._in_cell:
            if tag in _PARAGRAPHS:
                self._in_paragraph = False
                self._paragraphs.append("".join(self._pieces))
                self._pieces = []
            elif tag in _CELLS:
                self._close_cell()
        elif self._in_row:
            self._close_row()
        elif self._sheet is not None:
            if tag == _SHEET:
                self.flush()
                self._sheet = None
        elif tag == _SPREADSHEET:
            self._in_spreadsheet = False

    def on_text(self, text: str) -> None:
        if self._in_paragraph and not self._skipped:
            self._length += len(text)
            if self._length > CELL_CHARACTERS:
                self._refuse_length()
            self._pieces.append(text)

    def _refuse_length(self) -> None:
        assert self._sheet is not None
        raise Refused(too_long_cell(Place(sheet=self._sheet.name, row=self._row + 1)))

    def _open_sheet(self, attributes: Attributes) -> None:
        self._sheets += 1
        name = attributes.get(_NAME, f"Sheet {self._sheets}")
        is_hidden = attributes.get(_SHEET_STYLE, "") in self.hidden
        self._sheet = Sheet(name, f"{self._sheets}", is_hidden)
        self._row = 0

    def _close_cell(self) -> None:
        self._in_cell = False
        repeated = self._count(self._cell, _REPEATED) if _REPEATED in self._cell else 1
        if self._cell or self._paragraphs:
            kind, is_formula, text = self._fact()
            if text or (is_formula and text is None):
                first = min(self._column, COLUMNS)  # one beyond the limit is enough to refuse
                self._row_cells.append((first, kind, is_formula, text))
                if repeated > 1:
                    last = min(first + repeated, COLUMNS + 1)
                    self._row_cells.extend((column, kind, is_formula, text) for column in range(first + 1, last))
            self._paragraphs.clear()
        self._column += repeated

    def _fact(self) -> tuple[int, bool, str | None]:
        """Kind, whether a formula, and what the open cell stores: None where a formula stores nothing."""
        cell = self._cell
        kind = cell.get(_VALUE_TYPE)
        is_formula = _FORMULA in cell
        shown = "\n".join(self._paragraphs)
        if cell.get(_CALC_TYPE) == "error" or (is_formula and _ERROR_SHOWN.fullmatch(shown)):
            return ERROR, is_formula, shown or "#ERROR"
        if kind == "string" or (kind is None and not is_formula):
            text = cell.get(_STRING, shown)
            if len(text) > CELL_CHARACTERS:
                self._refuse_length()
            return TEXT, is_formula, text
        number, stored = _value(kind, cell)
        if is_formula and number == NUMBER and shown in _TRUTHS:
            return BOOLEAN, is_formula, _TRUTHS[shown]
        if stored is None and kind is None and self._paragraphs and not shown:
            # A formula whose result is an empty text is written with an empty paragraph and no type.
            stored = ""
        if stored is None and shown:
            return ERROR, is_formula, shown
        return number, is_formula, stored

    def _close_row(self) -> None:
        self._in_row = False
        first, self._row = self._row + 1, self._row + self._rows_repeated
        if not self._row_cells:
            return
        if self._row > MOST_ROWS:
            assert self._sheet is not None
            place = Place(sheet=self._sheet.name)
            raise Refused(finding("F03", place=place, limit=f"more than {MOST_ROWS:,} rows on a sheet"))
        if self._rows_repeated == 1:
            self.cells += [(first, *cell) for cell in self._row_cells]
            if len(self.cells) >= _BATCH:
                self.flush()
        else:
            self.flush()
            assert self._sheet is not None
            self._done.append((self._sheet, (first, self._rows_repeated, self._row_cells.copy())))
        self._row_cells.clear()

    def _count(self, attributes: Attributes, name: str) -> int:
        """A number of repetitions."""
        text = attributes.get(name, "1").strip()
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text)):
            raise broken("a cell is repeated an impossible number of times", OPEN_DOCUMENT)
        return int(text)

    def flush(self) -> None:
        """Make a batch of the cells so far."""
        if self._sheet is not None:
            self._done.append((self._sheet, _cells(self.cells)))
        self.cells.clear()

    def take(self) -> Iterator[tuple[Sheet, Cells]]:
        """The batches that are ready; repeated rows are written out here, a batch at a time."""
        done, self._done = self._done, []
        for sheet, batch in done:
            if isinstance(batch, Cells):
                yield sheet, batch
                continue
            first, repeated, row_cells = batch
            step = max(1, _BATCH // len(row_cells))
            for start in range(first, first + repeated, step):
                rows = range(start, min(start + step, first + repeated))
                yield sheet, _cells([(row, *cell) for row in rows for cell in row_cells])


def _cells(cells: list[tuple[int, int, int, bool, str | None]]) -> Cells:
    rows, columns, kinds, formulas, texts = zip(*cells, strict=True) if cells else ((),) * 5
    row, column, kind = (np.array(part, np.int64) for part in (rows, columns, kinds))
    return Cells(
        row, column, kind, np.zeros(len(row), np.int64), np.array(formulas, np.bool_), pa.array(texts, pa.string())
    )


def _value(kind: str | None, cell: Attributes) -> tuple[int, str | None]:
    """The kind of a cell that is no text, and the value that it stores; None where it stores none."""
    if kind == "boolean":
        stored = cell.get(_BOOLEAN)
        return BOOLEAN, {"true": "1", "false": "0"}.get(stored or "", stored)
    if kind == "date":
        return ISO_DATE, _day(cell.get(_DATE))
    if kind == "time":
        return TEXT, _time(cell.get(_TIME))
    return NUMBER, cell.get(_VALUE)


def _day(value: str | None) -> str | None:
    """ "2017-11-30T12:00:00" as "2017-11-30 12:00:00", without a time at midnight."""
    return None if value is None else _FRACTION.sub("", _MIDNIGHT.sub("", value)).replace("T", " ")


def _time(value: str | None) -> str | None:
    """ "PT18H00M00S" as "18:00:00"."""
    found = _DURATION.fullmatch(value or "")
    return ":".join(part.zfill(2) for part in found.groups()) if found else value
