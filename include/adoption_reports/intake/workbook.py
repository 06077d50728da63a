"""A workbook: which of its sheets hold a dataset, and what is in them.

Visible sheets with a dataset's header are read, others are listed as ignored; a hidden one is F14, the
same dataset twice F04. Source: contract, sections 3 and 12 "Workbooks", rules F04, F12, F14 and W15.
"""

from contextlib import closing
from xml.parsers import expat

import pyarrow as pa

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.exact_cells import exact_cells
from adoption_reports.intake.fast_cells import fast_cells
from adoption_reports.intake.header import nearest_header, no_dataset
from adoption_reports.intake.package import Package
from adoption_reports.intake.plain_xml import NotPlain
from adoption_reports.intake.rows import DatasetReader, Key
from adoption_reports.intake.sheet_reader import SheetReader
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.workbook_parts import Sheet, WorkbookParts, read_parts
from adoption_reports.intake.xml_parts import broken


def read_workbook(stored: Stored, key: Key, spool: Spool) -> Reading:
    """Read an archive that should be a workbook. Raises Refused where it is none, cut off or too large."""
    with closing(Package(stored.path)) as package:
        try:
            parts = read_parts(package)
            sheets = [_read_sheet(package, sheet, parts) for sheet in parts.sheets if sheet.part is not None]
            package.verify_rest()
        except (ValueError, LookupError, ArithmeticError, expat.ExpatError, pa.ArrowCapacityError):
            # Damage that no check above foresaw: still the file's fault, and a verdict.
            raise broken("its parts contradict each other") from None
    return _reading(parts, sheets, key, spool)


def _read_sheet(package: Package, sheet: Sheet, parts: WorkbookParts) -> SheetReader:
    assert sheet.part is not None
    for cells_of in (fast_cells, exact_cells):
        reader = SheetReader(sheet, parts)
        try:
            reader.read(cells_of(package, sheet.part))
        except NotPlain:
            continue
        return reader
    raise AssertionError("exact_cells reads every sheet")


def _reading(parts: WorkbookParts, sheets: list[SheetReader], key: Key, spool: Spool) -> Reading:
    """Put the sheets' datasets together."""
    found: list[Finding] = []
    readers: list[DatasetReader] = []
    for one in sheets:
        if one.header is None:
            continue
        if one.sheet.is_hidden:
            found.append(_hidden(one.sheet.name, one.header.dataset.name, one.header.dataset.title))
            continue
        reader, findings = one.dataset(one.header, key, spool)
        readers.append(reader)
        found.extend(findings)
    read = {reader.sheet for reader in readers}
    ignored = tuple(sheet.name for sheet in parts.sheets if sheet.name not in read)
    if not readers and not found:
        found.append(
            no_dataset(nearest_header(row for one in sheets if not one.sheet.is_hidden for row in one.top_rows))
        )
    found.extend(_repeated(readers))
    kept, notes = _without_empty(readers)
    return Reading("xlsx", tuple(reader.finish() for reader in kept), (*found, *notes), ignored)


def _hidden(sheet: str, dataset: str, title: str) -> Finding:
    return finding("F14", place=Place(dataset, sheet), sheet=sheet, dataset=title)


def _repeated(readers: list[DatasetReader]) -> list[Finding]:
    """F04 for each dataset on more than one sheet."""
    sheets: dict[str, list[DatasetReader]] = {}
    for reader in readers:
        sheets.setdefault(reader.header.dataset.name, []).append(reader)
    return [
        finding(
            "F04",
            "twice",
            place=Place(name),
            dataset=found[0].header.dataset.title,
            sheets=", ".join(str(reader.sheet) for reader in found),
        )
        for name, found in sheets.items()
        if len(found) > 1
    ]


def _without_empty(readers: list[DatasetReader]) -> tuple[list[DatasetReader], list[Finding]]:
    """The datasets without an empty one beside a filled one, which is ignored and noted (W15)."""
    filled = {reader.header.dataset.name for reader in readers if reader.rows_read}
    kept: list[DatasetReader] = []
    notes: list[Finding] = []
    for reader in readers:
        dataset = reader.header.dataset
        if reader.rows_read or dataset.name in filled or not filled:
            kept.append(reader)
        else:
            place = Place(dataset.name, reader.sheet)
            notes.append(finding("W15", place=place, sheet=reader.sheet, dataset=dataset.title))
    return kept, notes
