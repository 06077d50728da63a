"""OpenDocument spreadsheets (ODS) of our own making, from a sheet's rows or its XML."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from tests.unit.intake.samples import package

KIND = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = " ".join(
    [f'xmlns:{name}="{_OASIS}{name}:1.0"' for name in ("office", "table", "text", "style")]
    + ['xmlns:dc="http://purl.org/dc/elements/1.1/"', 'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"',
       'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"']
)  # fmt: skip
MANIFEST = f'<m:manifest xmlns:m="{_OASIS}manifest:1.0">{{}}</m:manifest>'


def open_cell(value: Any) -> str:
    """A cell as LibreOffice stores a value."""
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        return _cell("boolean", "boolean-value", str(value).lower(), str(value).upper())
    if isinstance(value, int | float | Decimal):
        return _cell("float", "value", f"{value}", f"{value:.0f}")
    if isinstance(value, datetime | date):
        return _cell("date", "date-value", value.isoformat(), f"{value:%d/%m/%y}")
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _cell(kind: str, name: str, stored: str, shown: str) -> str:
    attributes = f"office:value-type={quoteattr(kind)} office:{name}={quoteattr(stored)}"
    return f"<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>"


def cell_xml(attributes: str = "", inside: str = "") -> str:
    """A cell by its attributes and content."""
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def gap(count: int) -> str:
    """Empty cells."""
    return f'<table:table-cell table:number-columns-repeated="{count}"/>'


def row_xml(cells: str, repeated: int = 1) -> str:
    """A row of cells' XML."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def open_row(*values: Any, attributes: str = "") -> str:
    """A row of values."""
    return f"<table:table-row {attributes}>{''.join(map(open_cell, values))}</table:table-row>"


def open_sheet(rows: str | Iterable[Sequence[Any]], name: str = "S", attributes: str = "") -> str:
    """A sheet of rows of values, or of XML."""
    inside = rows if isinstance(rows, str) else "".join(open_row(*row) for row in rows)
    return f"<table:table table:name={quoteattr(name)} {attributes}>{inside}</table:table>"


def content_xml(sheets: str, styles: str = "", opening: str = "") -> str:
    """The part that holds the sheets."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{opening}<office:document-content {_NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body></office:document-content>"
    )


def open_document(sheets: str | Iterable[bytes], *, kind: str = KIND, **more: str) -> bytes:
    """An ODS file of sheets' XML, or of the pieces of its content; `styles`, `opening` and `manifest` may be given."""
    styles, opening = more.pop("styles", ""), more.pop("opening", "")
    content = content_xml(sheets, styles, opening) if isinstance(sheets, str) else sheets
    manifest = MANIFEST.format(more.pop("manifest", ""))
    return package({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest, **more})


def open_workbook(sheets: Mapping[str, Iterable[Sequence[Any]]]) -> bytes:
    """An ODS file of sheets of rows of values."""
    return open_document("".join(open_sheet(rows, name) for name, rows in sheets.items()))
