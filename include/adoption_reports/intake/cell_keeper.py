"""Cells kept as they were sent, to be shown back to their sender: bounded, whatever the file holds.

Source: contract, section 7; architecture, "Sandbox".
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.sent_cells import DATE, NUMBER, SENT_SCHEMA, TEXT, SentSheet, SentSheets
from adoption_reports.intake import cells as stored_kinds
from adoption_reports.intake.cell_texts import cell_texts
from adoption_reports.intake.cells import Cells, Integers
from adoption_reports.intake.encoding import read_text
from adoption_reports.intake.exact_records import exact_records
from adoption_reports.intake.fields import decoded_field
from adoption_reports.intake.header import find_header
from adoption_reports.intake.opening import find_opening
from adoption_reports.intake.records import Bytes
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.text_file import text_bytes
from adoption_reports.intake.workbook_parts import Sheet, WorkbookParts
from adoption_reports.metadata.limits import COLUMNS, HEADER_ROWS

CELLS = 1_000_000
TEXT_BYTES = 64 << 20
"""What is kept of one file, whole rows from the top; the rows asked for may take as much again."""
SHEETS = 50
"""Sheets kept, those with rows that were asked for aside."""
_RECORDS = 5_000
_PLAIN_NUMBER = r"^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]*[1-9])?$"


class CellKeeper:
    """Keeps the cells of one file's sheets. rows: sheet name (None: a text file) -> rows to keep in any case."""

    def __init__(self, rows: Mapping[str | None, Sequence[int]], spool: Spool) -> None:
        self.rows, self.spool = rows, spool
        self.cells = self.bytes = 0
        self.kept: list[SheetKeeper] = []

    def sheet(self, sheet: Sheet, parts: WorkbookParts) -> "SheetKeeper":
        """What takes one sheet's cells."""
        return SheetKeeper(sheet, parts, self)

    def sheets(self, listed: Sequence[Sheet]) -> SentSheets:
        """Everything that was kept."""
        shown = {id(one.sheet) for one in self.kept}
        not_shown = tuple(sheet.name for sheet in listed if id(sheet) not in shown)
        return SentSheets(tuple(one.finish() for one in self.kept), not_shown)


class SheetKeeper:
    """Takes one sheet's cells batch by batch; counts with its file's only when it has taken them all."""

    def __init__(self, sheet: Sheet | None, parts: WorkbookParts | None, keeper: CellKeeper) -> None:
        self.sheet, self.parts, self.keeper = sheet, parts, keeper
        self.name = sheet.name if sheet is not None else None
        self.cells, self.bytes = keeper.cells, keeper.bytes
        self.wanted: Integers = np.array(keeper.rows.get(self.name, ()), np.int64)
        self.is_whole = True
        self._batches: list[pa.Table] = []

    def read(self, batches: Iterable[Cells]) -> None:
        """Take every cell of a workbook's sheet, unless it is hidden or one too many. Raises Refused."""
        assert self.sheet is not None
        assert self.parts is not None
        if self.sheet.is_hidden or (len(self.keeper.kept) >= SHEETS and not len(self.wanted)):
            return
        dates = list(self.parts.date_styles)
        for cells in batches:
            is_number = cells.kind == stored_kinds.NUMBER
            is_date = (is_number & np.isin(cells.style, dates)) | (cells.kind == stored_kinds.ISO_DATE)
            kind = np.where(is_date, DATE, np.where(is_number, NUMBER, TEXT))
            self._keep(cells.row, cells.column, kind, cell_texts(cells, self.parts))
        self._is_read()

    def read_records(self, data: Bytes, delimiter: int) -> None:
        """Take every field of a text file, those of malformed records as they stand. Raises Refused."""
        line = 1
        records = exact_records(data.data, delimiter, start=0, is_last=True, most_fields=COLUMNS)
        while some := list(islice(records, _RECORDS)):
            found: list[tuple[int, int, str]] = []
            for record in some:
                filled = ((column, *span) for column, span in enumerate(record.fields) if span[1] > span[0])
                found += ((line, column, decoded_field(data.data, start, end)) for column, start, end in filled)
                line += record.lines
                self.is_whole &= not (record.is_cut or record.is_unterminated)
            if found:
                rows, columns, texts = zip(*found, strict=True)
                text = pa.array(texts, pa.string())
                is_number = np.asarray(pc.match_substring_regex(text, _PLAIN_NUMBER).to_numpy(zero_copy_only=False))
                kind = np.where(is_number.astype(np.bool_), NUMBER, TEXT)
                self._keep(np.array(rows, np.int64), np.array(columns, np.int64), kind, text)
        self._is_read()

    def _keep(self, row: Integers, column: Integers, kind: Integers, text: pa.StringArray) -> None:
        """Keep what there is room for of some cells, and all of the rows that were asked for, as far as that goes."""
        is_filled = np.asarray(
            pc.fill_null(pc.greater(pc.binary_length(text), 0), False).to_numpy(zero_copy_only=False)
        )
        chosen = np.flatnonzero(is_filled.astype(np.bool_))
        is_on_sheet = (column[chosen] < COLUMNS) & (row[chosen] <= stored_kinds.MOST_ROWS)
        self.is_whole &= bool(is_on_sheet.all())
        chosen = chosen[is_on_sheet]
        if self.cells > CELLS or self.bytes > TEXT_BYTES:
            count = len(chosen)
            has_room = self.cells <= 2 * CELLS and self.bytes <= 2 * TEXT_BYTES
            is_wanted = np.isin(row[chosen], self.wanted) if has_room else np.zeros(count, np.bool_)
            chosen = chosen[is_wanted]
            self.is_whole &= len(chosen) == count
        if not len(chosen):
            return
        texts = text.take(pa.array(chosen))
        self.cells += len(chosen)
        self.bytes += pc.sum(pc.binary_length(texts)).as_py()
        arrays = [pa.array(row[chosen]), pa.array(column[chosen]), pa.array(kind[chosen].astype(np.int8)), texts]
        self._batches.append(pa.table(arrays, schema=SENT_SCHEMA))

    def _is_read(self) -> None:
        self.keeper.cells, self.keeper.bytes = self.cells, self.bytes
        self.keeper.kept.append(self)

    def finish(self) -> SentSheet:
        """The sheet, its cells in order; of two in one place the last counts."""
        cells = pa.concat_tables([SENT_SCHEMA.empty_table(), *self._batches])
        place = cells["row"].to_numpy() * COLUMNS + cells["column"].to_numpy()
        order = np.argsort(place, kind="stable")
        is_last = np.append(np.diff(place[order]) != 0, True)[: len(order)]
        cells = cells.take(pa.array(order[is_last]))
        writer = self.keeper.spool.table(SENT_SCHEMA)
        for batch in cells.combine_chunks().to_batches(max_chunksize=1 << 17):
            writer.write(batch)
        header = find_header(_top_rows(cells))
        header_row = header.index + 1 if header is not None else None
        columns = header.positions | header.keys if header is not None else {}
        return SentSheet(self.name, writer.finish(), self.is_whole, header_row, columns)


def _top_rows(cells: pa.Table) -> list[list[str]]:
    """The rows among which the header is."""
    rows: list[list[str]] = [[] for _ in range(HEADER_ROWS)]
    for one in cells.filter(pc.less_equal(cells["row"], HEADER_ROWS)).to_pylist():
        row = rows[one["row"] - 1]
        row.extend([""] * (one["column"] + 1 - len(row)))
        row[one["column"]] = one["text"]
    return rows


def keep_text_file(stored: Stored, keeper: CellKeeper) -> SentSheets:
    """The fields of a text file. Raises Refused where it has no header, which alone tells its delimiter."""
    data = text_bytes(read_text(stored.bytes).buffer)
    SheetKeeper(None, None, keeper).read_records(data, find_opening(data).delimiter)
    return keeper.sheets(())
