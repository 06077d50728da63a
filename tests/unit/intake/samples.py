"""Files as networks send them, drawn small; and hostile ones of our own making."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import openpyxl

from adoption_reports.domain.reading import UNREADABLE, DatasetReading, Reading
from adoption_reports.metadata.datasets import DATASETS

HEADER = "innovation_code,location_code,adoption_status,adopted_date,beneficiaries_count,benefit_basis,notes"
GOOD = "INN-0001,RX1RA,adopted,30/11/2017,120,received,"
DEALS = "deal_reference,innovation_code,company_name,funding_type,investment_gbp"

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def csv(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    """A comma-separated file of rows under a header."""
    return end.join([header, *rows]) + end


def rules(reading: Reading) -> list[str]:
    """The codes of a reading's findings."""
    return [finding.rule.code for finding in reading.findings]


def only(reading: Reading) -> DatasetReading:
    """The one dataset of a reading."""
    (dataset,) = reading.datasets
    return dataset


def column(reading: Reading, name: str) -> list[Any]:
    """The read values of one column of the only dataset."""
    return only(reading).table[name].to_pylist()


def rows(reading: Reading) -> list[int]:
    """The row numbers of the only dataset's readable rows."""
    return column(reading, "row")


def unreadable(dataset: DatasetReading) -> list[list[str]]:
    """For each row, the columns that break R03."""
    names = DATASETS[dataset.dataset].columns
    return [
        [name for bit, name in enumerate(names) if bits >> bit & 1] for bits in dataset.table[UNREADABLE].to_pylist()
    ]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], hidden: Iterable[str] = ()) -> bytes:
    """An XLSX file of sheets of rows, as openpyxl writes them (formulas without stored values)."""
    book = openpyxl.Workbook()
    assert book.active is not None
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        for row in cells:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """A workbook's bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def package(parts: Mapping[str, str | bytes | Iterable[bytes]]) -> bytes:
    """A ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as part:
                text = content.encode() if isinstance(content, str) else content
                for piece in [text] if isinstance(text, bytes) else text:
                    part.write(piece)
    return stream.getvalue()


def raw_workbook(sheet: str | Iterable[bytes], **more: str | bytes | Iterable[bytes]) -> bytes:
    """An XLSX file of one sheet, S, whose XML is given; `shared`, `styles` and `workbook` may be, too."""
    kinds = {"worksheet": "worksheets/sheet1.xml", "sharedStrings": "sharedStrings.xml", "styles": "styles.xml"}
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(kinds.items(), start=1)
    )
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">{sheets}</workbook>'
    parts: dict[str, str | bytes | Iterable[bytes]] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": more.pop("workbook", book),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    for name, part in (("shared", "xl/sharedStrings.xml"), ("styles", "xl/styles.xml")):
        if name in more:
            parts[part] = more.pop(name)
    return package(parts | more)


def sheet_xml(rows_xml: str, opening: str = "") -> str:
    """A sheet's XML around its rows."""
    start = f'<?xml version="1.0" encoding="UTF-8"?>{opening}<worksheet xmlns="{_MAIN}">'
    return f"{start}<sheetData>{rows_xml}</sheetData></worksheet>"


def text_cell(reference: str, text: str) -> str:
    """An inline string's cell."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def header_xml(*names: str) -> str:
    """The first row of a sheet."""
    return '<row r="1">' + "".join(text_cell(f"{chr(65 + i)}1", name) for i, name in enumerate(names)) + "</row>"


ADOPTIONS_HEADER = header_xml(
    "innovation_code", "location_code", "adoption_status", "adopted_date", "beneficiaries_count"
)
