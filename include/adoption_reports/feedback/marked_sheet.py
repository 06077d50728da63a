"""One of the sender's sheets, with what is said of its rows and cells, for marked-up.xlsx.

Source: contract, section 7.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from xlsxwriter.utility import xl_cell_to_rowcol

from adoption_reports.domain.reading import ROW
from adoption_reports.domain.sent_cells import SentSheet
from adoption_reports.feedback.held_rows import WHY

_WIDEST, _NARROWEST = 40, 9

Held = Sequence[tuple[str, str | None, pa.Table]]
"""dataset, sheet and held rows, as JudgedDataset has them."""


class MarkedSheet:
    """A sheet of the sender's, and what is said of its rows and cells."""

    def __init__(self, name: str, sheet: SentSheet, receipt: Mapping[str, Any], held: Held) -> None:
        """words: what is wrong, by row; comments: the same by row and column. Held rows say why, listed or not."""
        self.name, self.sheet = name, sheet
        self.findings = [one for one in receipt["findings"] if one["row"] and one["sheet"] == sheet.name]
        self.words: dict[int, str] = {}
        for _, of_sheet, table in held:
            if of_sheet == sheet.name and WHY in table.column_names:
                shown = table.filter(pc.is_in(table[ROW], sheet.cells["row"].unique()))
                self.words |= dict(zip(shown[ROW].to_pylist(), shown[WHY].to_pylist(), strict=True))
        self.comments: dict[int, dict[int, list[str]]] = {}
        for one in self.findings:
            row, column = self.place(one)
            said = f"{one['message']} {one['fix']}"
            if column != self.marker:
                self.comments.setdefault(row, {}).setdefault(column, []).append(said)
            if one["message"] not in self.words.get(row, ""):
                self.words[row] = f"{self.words.get(row, '')} {said}".strip()

    @cached_property
    def widths(self) -> dict[int, int]:
        """How wide each column is: as its texts from the header on, within reason."""
        cells = self.sheet.cells.filter(pc.greater_equal(self.sheet.cells["row"], self.sheet.header_row or 1))
        lengths = pa.table({"column": cells["column"], "length": pc.utf8_length(cells["text"])})
        longest = lengths.group_by("column").aggregate([("length", "max")])
        found = zip(longest["column"].to_pylist(), longest["length_max"].to_pylist(), strict=True)
        return {column: min(max(length + 2, _NARROWEST), _WIDEST) for column, length in found}

    @cached_property
    def first_columns(self) -> dict[int, int]:
        """The first filled column of each row."""
        first = self.sheet.cells.group_by("row").aggregate([("column", "min")])
        return dict(zip(first["row"].to_pylist(), first["column_min"].to_pylist(), strict=True))

    @cached_property
    def marker(self) -> int:
        """The column that says what is wrong: the first that is free in every row."""
        filled = pc.max(self.sheet.cells["column"]).as_py() if self.sheet.cells.num_rows else -1
        named = [xl_cell_to_rowcol(one["cell"])[1] for one in self.findings if one["cell"]]
        return int(max([filled, *named, *self.sheet.columns.values()])) + 1

    def place(self, one: Mapping[str, Any]) -> tuple[int, int]:
        """Row from 1 and column from 0 of the cell that a finding is about.

        Without a column, its row's first; of the header, of which no cell is at fault then, the marker.
        """
        if one["cell"]:
            row, column = xl_cell_to_rowcol(one["cell"])
            return row + 1, column
        if one["column"] in self.sheet.columns:
            return one["row"], self.sheet.columns[one["column"]]
        if one["row"] == self.sheet.header_row:
            return one["row"], self.marker
        return one["row"], self.first_columns.get(one["row"], 0)

    def rows(self) -> Iterator[tuple[int, dict[int, tuple[int, str]]]]:
        """Every row with something to write: column -> kind and text."""
        marked = sorted({*self.comments, *self.words, self.sheet.header_row or 1})
        at = 0
        for row, cells in _filled_rows(self.sheet.cells):
            while at < len(marked) and marked[at] < row:
                yield marked[at], {}
                at += 1
            at += at < len(marked) and marked[at] == row
            yield row, cells
        yield from ((row, {}) for row in marked[at:])


def _filled_rows(cells: pa.Table) -> Iterator[tuple[int, dict[int, tuple[int, str]]]]:
    row, found = 0, dict[int, tuple[int, str]]()
    for batch in cells.to_batches(max_chunksize=50_000):
        for number, column, kind, text in zip(*(part.to_pylist() for part in batch.columns), strict=True):
            if number != row:
                if found:
                    yield row, found
                row, found = number, {}
            found[column] = (kind, text)
    if found:
        yield row, found
