"""One sheet of a workbook: its header, its extent, and the rows of its dataset.

Only cells that are there are kept, so a sheet with two cells at opposite corners costs no more than
those two. Rows count up to the last cell with a value. Source: contract, section 12 "Workbooks".
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.intake.cell_texts import cell_texts
from adoption_reports.intake.cells import ERROR, MOST_ROWS, Booleans, Cells, Integers
from adoption_reports.intake.header import Header, find_header, header_findings
from adoption_reports.intake.refusal import Refused, too_many_columns
from adoption_reports.intake.rows import DatasetReader, Key
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.workbook_parts import Sheet, WorkbookParts
from adoption_reports.metadata.limits import COLUMNS, HEADER_ROWS

CUT_AT = (65_536, MOST_ROWS)
"""Last rows at which old and new spreadsheet programs cut off what doesn't fit."""
_BLOCK_ROWS = 1 << 17


@dataclass
class _Kept:
    """The cells of one wanted column."""

    rows: list[Integers] = field(default_factory=list)
    texts: list[pa.StringArray] = field(default_factory=list)
    is_broken: list[Booleans] = field(default_factory=list)


class SheetReader:
    """Takes a sheet's cells batch by batch; then knows its header and reads its dataset."""

    def __init__(self, sheet: Sheet, parts: WorkbookParts) -> None:
        self.sheet, self.parts = sheet, parts
        self.header: Header | None = None
        self.header_row = 0
        self.top_rows: list[list[str]] = []
        self._is_searched = False
        self._waiting: list[Cells] = []
        self._is_used: Booleans = np.zeros(MOST_ROWS + 1, np.bool_)
        self._filled: Booleans = np.zeros(COLUMNS, np.bool_)
        self._kept: dict[int, _Kept] = {}

    def read(self, batches: Iterable[Cells]) -> None:
        """Take every cell. Raises Refused (F01, F03, F12)."""
        for cells in batches:
            if self._is_searched:
                self._take(cells)
            else:
                self._waiting.append(cells)
                if int(cells.row.max()) > HEADER_ROWS:
                    self._search()
        if not self._is_searched:
            self._search()
        if self.header is None:
            self._is_used = self._is_used[:1].copy()  # a workbook may have thousands of other sheets

    def _search(self) -> None:
        """Look for the header among the first rows, then take the cells that waited for it."""
        self._is_searched = True
        rows: list[list[str]] = [[] for _ in range(HEADER_ROWS)]
        for cells in self._waiting:
            top = np.flatnonzero((cells.row <= HEADER_ROWS) & (cells.column < COLUMNS))
            texts = cell_texts(_chosen(cells, top), self.parts).to_pylist()
            for row, column, text in zip(cells.row[top], cells.column[top], texts, strict=True):
                cells_of_row = rows[row - 1]
                cells_of_row.extend([""] * (int(column) + 1 - len(cells_of_row)))
                cells_of_row[column] = text or ""
        self.top_rows = rows
        if header := find_header(rows):
            self.header, self.header_row = header, header.index + 1
            wanted = (*header.positions.values(), *header.keys.values())
            self._kept = {position: _Kept() for position in wanted}
        for cells in self._waiting:
            self._take(cells)
        self._waiting.clear()

    def _take(self, cells: Cells) -> None:
        texts = cell_texts(cells, self.parts)
        is_present = pc.greater(pc.binary_length(pc.utf8_trim_whitespace(texts)), 0)
        has_value: Booleans = np.asarray(pc.fill_null(is_present, False).to_numpy(zero_copy_only=False), dtype=np.bool_)
        is_empty_formula = cells.is_formula & np.asarray(texts.is_null().to_numpy(zero_copy_only=False))
        has_value |= is_empty_formula
        if (cells.column[has_value] >= COLUMNS).any():
            raise Refused(too_many_columns(Place(sheet=self.sheet.name)))
        self._is_used[cells.row[has_value]] = True
        below = has_value & (cells.row > self.header_row)
        self._filled[cells.column[below]] = True
        is_broken = (cells.kind == ERROR) | is_empty_formula
        for position, kept in self._kept.items():
            chosen = np.flatnonzero(below & (cells.column == position))
            if len(chosen):
                kept.rows.append(cells.row[chosen])
                kept.texts.append(texts.take(pa.array(chosen)))
                kept.is_broken.append(is_broken[chosen])

    @property
    def last_row(self) -> int:
        """The last row with a value; 0 for an empty sheet."""
        used = np.flatnonzero(self._is_used)
        return int(used[-1]) if len(used) else 0

    def dataset(self, header: Header, key: Key, spool: Spool) -> tuple[DatasetReader, list[Finding]]:
        """The dataset under the sheet's header, and the findings about the sheet."""
        reader = DatasetReader(header, self.header_row, self.sheet.name, key, spool)
        rows = np.flatnonzero(self._is_used)
        rows = rows[rows > self.header_row]
        reader.rows_blank = int(rows[-1]) - self.header_row - len(rows) if len(rows) else 0
        names = header.positions | header.keys
        columns = {name: _Column(self._kept[position], self.last_row) for name, position in names.items()}
        for start in range(0, len(rows), _BLOCK_ROWS):
            block = rows[start : start + _BLOCK_ROWS]
            read = {name: column.at(block) for name, column in columns.items()}
            reader.add(
                block,
                {name: texts for name, (texts, _) in read.items()},
                broken={name: is_broken for name, (_, is_broken) in read.items()},
            )
        unnamed = [
            int(position)
            for position in np.flatnonzero(self._filled)
            if position >= header.width or header.unknown.get(int(position)) == ""
        ]
        found = header_findings(header, row=self.header_row, sheet=self.sheet.name, filled=unnamed)
        if self.last_row in CUT_AT:
            place = Place(header.dataset.name, self.sheet.name, self.last_row)
            found.append(finding("F12", place=place, reason=f"its last row is {self.last_row:,}, the last that fits"))
        return reader, [*found, *reader.disagreements]


class _Column:
    """One column's cells by row; of two cells in one place the last counts."""

    def __init__(self, kept: _Kept, last_row: int) -> None:
        self._texts = pa.chunked_array([*kept.texts, pa.nulls(1, pa.string())], pa.string()).combine_chunks()
        self._is_broken = np.concatenate([*kept.is_broken, [False]]).astype(np.bool_)
        nothing = len(self._texts) - 1
        self._at: Integers = np.full(last_row + 1, nothing, np.int64)
        if kept.rows:
            self._at[np.concatenate(kept.rows)] = np.arange(nothing)

    def at(self, rows: Integers) -> tuple[pa.StringArray, Booleans]:
        """Texts (null for no cell) and whether each is a formula without a proper value."""
        index = self._at[rows]
        return self._texts.take(pa.array(index)), self._is_broken[index]


def _chosen(cells: Cells, index: Integers) -> Cells:
    return Cells(
        cells.row[index],
        cells.column[index],
        cells.kind[index],
        cells.style[index],
        cells.is_formula[index],
        cells.text.take(pa.array(index)),
    )
