"""A workbook in an archive of parts (XLSX, XLSM, ODS): each of its sheets read, every part verified.

Source: contract, section 12 "Workbooks" and "Archives".
"""

from collections.abc import Callable
from contextlib import closing
from xml.parsers import expat

import pyarrow as pa

from adoption_reports.domain.reading import Reading
from adoption_reports.domain.sent_cells import SentSheets
from adoption_reports.intake.cell_keeper import CellKeeper
from adoption_reports.intake.exact_cells import exact_cells
from adoption_reports.intake.fast_cells import fast_cells
from adoption_reports.intake.open_document import open_document_sheets
from adoption_reports.intake.package import OPEN_DOCUMENT, Package
from adoption_reports.intake.plain_xml import NotPlain
from adoption_reports.intake.rows import Key
from adoption_reports.intake.sheet_reader import SheetReader
from adoption_reports.intake.sheets import MakeTaker, ReadSheets, Taker, datasets_of_sheets
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.workbook_parts import Sheet, WorkbookParts, read_parts
from adoption_reports.intake.xml_parts import broken


def read_workbook(stored: Stored, key: Key, spool: Spool) -> Reading:
    """Read an archive that should be an Excel workbook. Raises Refused where it is none, cut off or too large."""
    with closing(Package(stored.path)) as package:
        sheets = _verified(package, _excel_sheets, SheetReader)
    return datasets_of_sheets("xlsx", sheets, key, spool)


def read_open_document(stored: Stored, key: Key, spool: Spool) -> Reading:
    """Read an archive that should be an OpenDocument spreadsheet. Raises Refused, as `read_workbook` does."""
    with closing(Package(stored.path)) as package:
        package.looks_like = OPEN_DOCUMENT
        sheets = _verified(package, open_document_sheets, SheetReader)
    return datasets_of_sheets("ods", sheets, key, spool)


def keep_workbook(stored: Stored, keeper: CellKeeper) -> SentSheets:
    """The cells of an Excel workbook as they were sent. Raises Refused."""
    with closing(Package(stored.path)) as package:
        listed, _ = _verified(package, _excel_sheets, keeper.sheet)
    return keeper.sheets(listed)


def keep_open_document(stored: Stored, keeper: CellKeeper) -> SentSheets:
    """The cells of an OpenDocument spreadsheet as they were sent. Raises Refused."""
    with closing(Package(stored.path)) as package:
        package.looks_like = OPEN_DOCUMENT
        listed, _ = _verified(package, open_document_sheets, keeper.sheet)
    return keeper.sheets(listed)


def _verified(
    package: Package, read: Callable[[Package, MakeTaker[Taker]], ReadSheets[Taker]], make: MakeTaker[Taker]
) -> ReadSheets[Taker]:
    """A workbook's sheets, all its other parts verified too. Raises Refused."""
    try:
        sheets = read(package, make)
        package.verify_rest()
    except (ValueError, LookupError, ArithmeticError, expat.ExpatError, pa.ArrowCapacityError):
        # Damage that no check above foresaw: still the file's fault, and a verdict.
        raise broken("its parts contradict each other", package.looks_like) from None
    return sheets


def _excel_sheets(package: Package, make: MakeTaker[Taker]) -> ReadSheets[Taker]:
    """Every sheet that is listed, and those of them that have cells, read. Raises Refused."""
    parts = read_parts(package)
    return parts.sheets, [_read_sheet(package, sheet, parts, make) for sheet in parts.sheets if sheet.part is not None]


def _read_sheet(package: Package, sheet: Sheet, parts: WorkbookParts, make: MakeTaker[Taker]) -> Taker:
    assert sheet.part is not None
    for cells_of in (fast_cells, exact_cells):
        taker = make(sheet, parts)
        try:
            taker.read(cells_of(package, sheet.part))
        except NotPlain:
            continue
        return taker
    raise AssertionError("exact_cells reads every sheet")
