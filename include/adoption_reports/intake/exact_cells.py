"""Cells of a sheet by an XML parser: for any well-formed sheet, at some 300,000 cells a second.

Source: ECMA-376 part 1, section 18.3.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from adoption_reports.domain.findings import Place
from adoption_reports.intake.cells import KINDS, NUMBER, TEXT, Cells, read_reference
from adoption_reports.intake.package import Package
from adoption_reports.intake.refusal import Refused, too_long_cell
from adoption_reports.intake.xml_parts import LONGEST_ESCAPED, Attributes, broken, cell_text, parse_pieces

_BATCH = 100_000


class _SheetParser:
    """Collects cells from the parser's events."""

    def __init__(self) -> None:
        self.cells: list[tuple[int, int, int, int, bool, str | None]] = []
        self.row, self.column = 0, -1
        self.kind, self.style = NUMBER, 0
        self.is_formula = self.is_text = self.is_stored = self.in_cell = False
        self.phonetic = self.length = 0
        self.pieces: list[str] = []

    def on_start(self, tag: str, attributes: Attributes) -> None:
        if tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
            self.column = -1
        elif tag == "c":
            self._open_cell(attributes)
        elif not self.in_cell:
            return
        elif tag == "f":
            self.is_formula = True
        elif tag in ("v", "t"):
            self.is_text = self.phonetic == 0
            self.is_stored |= tag == "t" or self.kind == TEXT
        elif tag == "rPh":
            self.phonetic += 1

    def _open_cell(self, attributes: Attributes) -> None:
        place = read_reference(attributes["r"]) if "r" in attributes else (self.row, self.column + 1)
        if place is None:
            raise broken("a cell has an address that no sheet has")
        self.row, self.column = place
        style = attributes.get("s", "0")
        self.style = int(style) if style.isdecimal() and len(style) < 8 else 0
        self.kind = KINDS.get(attributes.get("t", "n"), TEXT)
        self.is_formula = self.is_text = self.is_stored = False
        self.in_cell, self.length = True, 0
        self.pieces.clear()

    def on_end(self, tag: str) -> None:
        if tag == "c" and self.in_cell:
            text = cell_text("".join(self.pieces), self.row) if self.kind == TEXT else "".join(self.pieces)
            stored = text if text or self.is_stored else None
            self.cells.append((self.row, self.column, self.kind, self.style, self.is_formula, stored))
            self.in_cell = False
        elif tag in ("v", "t"):
            self.is_text = False
        elif tag == "rPh":
            self.phonetic -= 1

    def on_text(self, text: str) -> None:
        if self.is_text and self.in_cell:
            self.length += len(text)
            if self.length > LONGEST_ESCAPED:
                raise Refused(too_long_cell(Place(row=self.row)))
            self.pieces.append(text)

    def take(self) -> Cells:
        """The cells since the last call."""
        rows, columns, kinds, styles, formulas, texts = zip(*self.cells, strict=True)
        self.cells.clear()
        row, column, kind, style = (np.array(part, np.int64) for part in (rows, columns, kinds, styles))
        return Cells(row, column, kind, style, np.array(formulas, np.bool_), pa.array(texts, pa.string()))


def exact_cells(package: Package, part: str) -> Iterator[Cells]:
    """Every cell of a sheet, some at a time. Raises Refused (F01, F03, F12)."""
    sheet = _SheetParser()
    for _ in parse_pieces(package, part, start=sheet.on_start, end=sheet.on_end, text=sheet.on_text):
        if len(sheet.cells) >= _BATCH:
            yield sheet.take()
    if sheet.cells:
        yield sheet.take()
