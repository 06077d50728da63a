"""A workbook's parts other than its sheets: the list of sheets, shared strings, and which styles are dates.

Source: ECMA-376 part 1, sections 18.2 (workbook) and 18.8 (styles).
"""

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from adoption_reports.intake.package import Package
from adoption_reports.intake.shared_strings import shared_strings
from adoption_reports.intake.xml_parts import Attributes, broken, local_name, parse_part

MAIN_PART = "xl/workbook.xml"
_OFFICE_DOCUMENT = "/officeDocument"
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), 71, *range(72, 82)))
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as the workbook lists it; `part` None where it is no worksheet (a chart)."""

    name: str
    part: str | None
    is_hidden: bool


@dataclass(frozen=True)
class WorkbookParts:
    """What reading a sheet needs to know.

    shared: every shared string; date_styles: cell styles that show a number as a date;
    starts_1904: serial 0 is 1904-01-01, not 1899-12-30.
    """

    sheets: tuple[Sheet, ...]
    shared: pa.StringArray
    date_styles: frozenset[int]
    starts_1904: bool


def read_parts(package: Package) -> WorkbookParts:
    """Everything but the sheets. Raises Refused."""
    main = _main_part(package)
    relations = _relations(package, main)
    sheets: list[Sheet] = []
    is_1904 = False

    def on_start(tag: str, attributes: Attributes) -> None:
        nonlocal is_1904
        plain = {local_name(key): value for key, value in attributes.items() if key != "id"}
        if tag == "workbookPr":
            is_1904 = plain.get("date1904", "0") in ("1", "true", "on")
        elif tag == "sheet":
            kind, part = relations.get(plain.get("id", ""), ("", ""))
            is_sheet = kind.endswith("/worksheet") and part in package
            state = plain.get("state", "visible")
            sheets.append(Sheet(plain.get("name", ""), part if is_sheet else None, state != "visible"))

    parse_part(package, main, start=on_start)
    by_kind = {kind.rpartition("/")[2]: part for kind, part in relations.values() if part in package}
    return WorkbookParts(
        sheets=tuple(sheets),
        shared=shared_strings(package, by_kind.get("sharedStrings")),
        date_styles=_date_styles(package, by_kind.get("styles")),
        starts_1904=is_1904,
    )


def _main_part(package: Package) -> str:
    if "_rels/.rels" in package:
        for kind, part in _relations(package, "").values():
            if kind.endswith(_OFFICE_DOCUMENT) and part in package:
                return part
    if MAIN_PART not in package:
        raise broken("its list of sheets is missing")
    return MAIN_PART


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Relationship id -> (kind, part) of a part's relationships; "" stands for the archive's own."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    relations: dict[str, tuple[str, str]] = {}

    def on_start(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            absolute = target if target.startswith("/") else posixpath.join("/", folder, target)
            resolved = posixpath.normpath(absolute).lstrip("/")
            relations[attributes.get("Id", "")] = (attributes.get("Type", ""), resolved)

    if path in package:
        parse_part(package, path, start=on_start)
    return relations


def _date_styles(package: Package, part: str | None) -> frozenset[int]:
    """Cell styles whose number format shows a day or a time."""
    formats: dict[int, str] = {}
    cell_formats: list[int] = []
    is_cell_format = False

    def on_start(tag: str, attributes: Attributes) -> None:
        nonlocal is_cell_format
        if tag == "numFmt" and attributes.get("numFmtId", "").isdecimal():
            formats[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            is_cell_format = True
        elif tag == "xf" and is_cell_format:
            number = attributes.get("numFmtId", "0")
            cell_formats.append(int(number) if number.isdecimal() else 0)

    def on_end(tag: str) -> None:
        nonlocal is_cell_format
        if tag == "cellXfs":
            is_cell_format = False

    if part:
        parse_part(package, part, start=on_start, end=on_end)
    return date_styles(cell_formats, formats)


def date_styles(cell_formats: Sequence[int], formats: Mapping[int, str]) -> frozenset[int]:
    """Which cell styles show a day or a time, by each one's number format and the formats that the file spells out."""
    shown = {n: is_date_format(formats[n]) if n in formats else n in _DATE_FORMATS for n in set(cell_formats)}
    return frozenset(style for style, number in enumerate(cell_formats) if shown[number])


def is_date_format(code: str) -> bool:
    """Whether a number format shows a day or a time: `dd/mm/yyyy` and `[h]:mm` do, `0.00" days"` doesn't."""
    first = _NOT_FORMAT.sub("", code).split(";")[0]
    return first.casefold() not in ("general", "standard") and bool(re.search(r"[dmyhs]", first, re.IGNORECASE))
