"""An OpenDocument spreadsheet (ODS): what kind of document it is, its password, and each of its sheets.

Source: contract, section 3 and section 12 "Workbooks"; OpenDocument 1.3, parts 2 (packages) and 3.
"""

from itertools import groupby
from operator import itemgetter

import pyarrow as pa

from adoption_reports.domain.findings import finding
from adoption_reports.intake.open_document_cells import hidden_styles, sheets_and_cells
from adoption_reports.intake.package import OPEN_DOCUMENT, Package
from adoption_reports.intake.refusal import Refused
from adoption_reports.intake.sheets import MakeTaker, ReadSheets, Taker
from adoption_reports.intake.workbook_parts import WorkbookParts
from adoption_reports.intake.xml_parts import Attributes, broken, parse_part

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_SPREADSHEET = "opendocument.spreadsheet"
_OTHERS = {
    "opendocument.text": "a text document (OpenDocument)",
    "opendocument.presentation": "a presentation (OpenDocument)",
    "opendocument.graphics": "a drawing (OpenDocument)",
    "sun.xml.calc": "an OpenOffice 1 spreadsheet (.sxc)",
    "epub+zip": "an electronic book (EPUB)",
}
_PARTS = WorkbookParts(sheets=(), shared=pa.array([], pa.string()), date_styles=frozenset(), starts_1904=False)
"""Every cell holds its own text, and says itself whether it is a date."""


def open_document_sheets(package: Package, make: MakeTaker[Taker]) -> ReadSheets[Taker]:
    """Every sheet, and what each holds. Raises Refused (F01, F02, F03, F12)."""
    _check_kind(package)
    if _is_encrypted(package):
        raise Refused(finding("F02"))
    if _CONTENT not in package:
        raise broken("its content is missing", OPEN_DOCUMENT)
    hidden = hidden_styles(package, _STYLES) if _STYLES in package else frozenset()
    listed, takers = [], []
    for sheet, batches in groupby(sheets_and_cells(package, _CONTENT, hidden), key=itemgetter(0)):
        taker = make(sheet, _PARTS)
        taker.read(cells for _, cells in batches if len(cells))
        listed.append(sheet)
        takers.append(taker)
    return listed, takers


def _check_kind(package: Package) -> None:
    """Raises Refused (F01) for an OpenDocument file that is no spreadsheet."""
    kind = next(package.pieces("mimetype"), b"")[:200].decode("ascii", "replace")
    package.verify("mimetype")
    if _SPREADSHEET in kind:
        return
    for mark, looks_like in _OTHERS.items():
        if mark in kind:
            raise Refused(finding("F01", looks_like=looks_like))
    raise Refused(finding("F01", looks_like="an archive (ZIP) of an office program, but no spreadsheet"))


def _is_encrypted(package: Package) -> bool:
    """Whether any part is encrypted, by the manifest."""
    tags: set[str] = set()

    def on_start(tag: str, _: Attributes) -> None:
        tags.add(tag)

    if _MANIFEST in package:
        parse_part(package, _MANIFEST, start=on_start)
    return "encryption-data" in tags
