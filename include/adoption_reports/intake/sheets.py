"""What a workbook's sheets hold together: its datasets, and what is wrong with their number or place.

Visible sheets with a dataset's header are read, others are listed as ignored; a hidden one is F14, the
same dataset twice F04. Source: contract, sections 3 and 12 "Workbooks", rules F04, F14 and W15.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.cells import Cells
from adoption_reports.intake.header import nearest_header, no_dataset
from adoption_reports.intake.rows import DatasetReader, Key
from adoption_reports.intake.sheet_reader import SheetReader
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.workbook_parts import Sheet, WorkbookParts


class TakesCells(Protocol):
    """What takes a sheet's cells: to read its dataset, or to show them back."""

    def read(self, batches: Iterable[Cells]) -> None:
        """Take every cell. Raises Refused."""


Taker = TypeVar("Taker", bound=TakesCells)
MakeTaker = Callable[[Sheet, WorkbookParts], Taker]
ReadSheets = tuple[Sequence[Sheet], list[Taker]]
"""Every sheet that a workbook lists, and those of them that have cells, read."""


def datasets_of_sheets(format_name: str, read_sheets: ReadSheets[SheetReader], key: Key, spool: Spool) -> Reading:
    """Put the sheets' datasets together."""
    listed, sheets = read_sheets
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
    ignored = tuple(sheet.name for sheet in listed if sheet.name not in read)
    if not readers and not found:
        found.append(
            no_dataset(nearest_header(row for one in sheets if not one.sheet.is_hidden for row in one.top_rows))
        )
    found.extend(_repeated(readers))
    kept, notes = _without_empty(readers)
    return Reading(format_name, tuple(reader.finish() for reader in kept), (*found, *notes), ignored)


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
