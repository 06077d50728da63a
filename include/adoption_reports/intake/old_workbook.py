"""An old Excel workbook (XLS of Excel 5 to 2003): its list of sheets, texts and styles, and each sheet.

Macros are never run and never looked at. Source: contract, sections 3 and 12 "Workbooks"; MS-XLS, section 2.1.7.20.3.
"""

import struct

import numpy as np
import pyarrow as pa

from adoption_reports.domain.findings import finding
from adoption_reports.domain.reading import Reading
from adoption_reports.domain.sent_cells import SentSheets
from adoption_reports.intake.biff_cells import OldWorkbook, old_cells
from adoption_reports.intake.biff_records import (
    BIFF5,
    BIFF8,
    GLOBALS,
    WORKSHEET,
    Part,
    Records,
    old_broken,
    read_parts_of_stream,
)
from adoption_reports.intake.biff_texts import TextReader, codec_of, shared_texts
from adoption_reports.intake.cell_keeper import CellKeeper
from adoption_reports.intake.compound_file import CompoundFile
from adoption_reports.intake.refusal import Refused
from adoption_reports.intake.rows import Key
from adoption_reports.intake.sheet_reader import SheetReader
from adoption_reports.intake.sheets import MakeTaker, ReadSheets, Taker, datasets_of_sheets
from adoption_reports.intake.sniff import OLD_WORKBOOK_STREAMS
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.workbook_parts import Sheet, WorkbookParts, date_styles

_PASSWORD, _CODE_PAGE, _FROM_1904, _CALCULATED = 0x02F, 0x042, 0x022, 0x1C1
_SHEET, _SHARED_TEXTS, _FORMAT, _STYLE = 0x085, 0x0FC, 0x41E, 0x0E0
_NOT_HIDDEN, _WORKSHEET_KIND = 0, 0


def read_old_workbook(stored: Stored, key: Key, spool: Spool) -> Reading:
    """Read a container that holds an old workbook. Raises Refused where it is none, cut off or too large."""
    return datasets_of_sheets("xls", _read_sheets(stored, SheetReader), key, spool)


def keep_old_workbook(stored: Stored, keeper: CellKeeper) -> SentSheets:
    """The cells of an old workbook as they were sent. Raises Refused."""
    listed, _ = _read_sheets(stored, keeper.sheet)
    return keeper.sheets(listed)


def _read_sheets(stored: Stored, make: MakeTaker[Taker]) -> ReadSheets[Taker]:
    try:
        container = CompoundFile(stored.bytes)
        stream = next((container.streams[name] for name in OLD_WORKBOOK_STREAMS if name in container.streams), None)
        if stream is None:
            raise old_broken("the workbook in it is missing")
        globals_part, *parts = read_parts_of_stream(container.read(stream))
        book, workbook_parts = _globals(globals_part)
        sheets = _sheets(globals_part, book, parts)
        takers = []
        for sheet, part in sheets:
            if part is not None:
                taker = make(sheet, workbook_parts)
                taker.read(old_cells(part, book))
                takers.append(taker)
    except (ValueError, LookupError, ArithmeticError, struct.error, pa.ArrowInvalid, pa.ArrowCapacityError):
        # Damage that no check above foresaw: still the file's fault, and a verdict.
        raise old_broken("its records contradict each other") from None
    return [sheet for sheet, _ in sheets], takers


def _globals(part: Part) -> tuple[OldWorkbook, WorkbookParts]:
    """What all sheets share. Raises Refused (F01, F02, F03)."""
    records = part.records
    if records.of(_PASSWORD):
        raise Refused(finding("F02"))
    if part.kind != GLOBALS or part.version not in (BIFF5, BIFF8):
        raise old_broken("it is not of a version from Excel 5 to Excel 2003")
    codec = codec_of(_number(records, _CODE_PAGE, 1252))
    texts = []
    for index in np.flatnonzero(records.code == _SHARED_TEXTS).tolist():
        texts += shared_texts(records.content_pieces(index), codec)
    formats = {}
    for content in records.of(_FORMAT):
        reader = TextReader([content[2:]], part.version, codec)
        formats[int.from_bytes(content[:2], "little")] = reader.text(2 if part.version == BIFF8 else 1).text
    _check_styles(records)
    styles = [int.from_bytes(content[2:4], "little") for content in records.of(_STYLE)]
    shared = pa.array([one.text for one in texts], pa.string())
    is_broken = np.array([one.is_broken for one in texts], np.bool_)
    book = OldWorkbook(part.version, codec, shared, is_broken, len(styles), bool(records.of(_CALCULATED)))
    return book, WorkbookParts(
        sheets=(),
        shared=pa.array([], pa.string()),  # cells of old workbooks come with their texts
        date_styles=date_styles(styles, formats),
        starts_1904=_number(records, _FROM_1904, 0) == 1,
    )


def _check_styles(records: Records) -> None:
    """Styles are known by their place in an unbroken row; without one of them all others would be shifted."""
    places = np.flatnonzero(records.code == _STYLE)
    if len(places) and (np.diff(places) != 1).any():
        raise old_broken("its table of styles is damaged")


def _number(records: Records, code: int, otherwise: int) -> int:
    found = records.of(code)
    return int.from_bytes(found[0][:2], "little") if found else otherwise


def _sheets(part: Part, book: OldWorkbook, parts: list[Part]) -> list[tuple[Sheet, Part | None]]:
    """Every sheet that is listed, with its part; None for charts and macro sheets.

    Raises Refused (F01) where a sheet is listed and not there, or there and not listed.
    """
    by_offset = {one.offset: one for one in parts}
    sheets: list[tuple[Sheet, Part | None]] = []
    for content in part.records.of(_SHEET):
        offset, hidden, kind = struct.unpack_from("<IBB", content)
        reader = TextReader([content[6:]], book.version, book.codec)
        name = reader.text(1).text
        own = by_offset.pop(offset, None)
        is_worksheet = kind == _WORKSHEET_KIND and own is not None and own.kind == WORKSHEET
        if own is None or is_worksheet != (own.kind == WORKSHEET):
            raise old_broken("its list of sheets and its sheets contradict each other")
        is_hidden = hidden & 3 != _NOT_HIDDEN
        sheets.append((Sheet(name, name if is_worksheet else None, is_hidden), own if is_worksheet else None))
    if any(one.kind == WORKSHEET for one in by_offset.values()):
        raise old_broken("its list of sheets and its sheets contradict each other")
    return sheets
