"""A workbook's parts other than its sheets: the list of sheets, shared strings, and which styles are dates.

Source: ECMA-376 part 1, sections 18.2 (workbook), 18.4 (shared strings) and 18.8 (styles).
"""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

import pyarrow as pa

from adoption_reports.domain.findings import Place, finding
from adoption_reports.intake.fields import too_long_cell
from adoption_reports.intake.package import Package, cut_off
from adoption_reports.intake.refusal import Refused
from adoption_reports.metadata.limits import CELL_CHARACTERS

MAIN_PART = "xl/workbook.xml"
_OFFICE_DOCUMENT = "/officeDocument"
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), 71, *range(72, 82)))
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
UNFINISHED = {expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
               expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
               expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION],
               expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR]}  # fmt: skip

Attributes = dict[str, str]


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


def broken(reason: str) -> Refused:
    """F01 for a workbook that can't be opened."""
    return Refused(finding("F01", "broken", looks_like="an Excel workbook", reason=reason))


def local_name(name: str) -> str:
    """An element's or attribute's name without its namespace prefix."""
    return name.rpartition(":")[2]


def parse_part(
    package: Package,
    name: str,
    *,
    start: Callable[[str, Attributes], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Feed a part to handlers. Raises Refused: F12 where it is cut off or damaged, F01 where it is no XML."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    if start:
        parser.StartElementHandler = lambda tag, attributes: start(local_name(tag), attributes)
    if end:
        parser.EndElementHandler = lambda tag: end(local_name(tag))
    if text:
        parser.CharacterDataHandler = text
    try:
        for piece in package.pieces(name):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        package.verify(name)
        if error.code in UNFINISHED:
            raise cut_off(f"{name} ends too early") from None
        raise broken(f"{name} is not well-formed") from None


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
        shared=_shared_strings(package, by_kind.get("sharedStrings")),
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


def unescape(text: str) -> str:
    """A string without the `_xHHHH_` that stands for characters that XML can't hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _shared_strings(package: Package, part: str | None) -> pa.StringArray:
    """Every shared string, its rich text runs joined, phonetic guides left out."""
    strings: list[str] = []
    pieces: list[str] = []
    is_text = False
    phonetic = length = 0

    def on_start(tag: str, attributes: Attributes) -> None:
        nonlocal is_text, phonetic, length
        if tag == "si":
            pieces.clear()
            length = 0
        elif tag == "rPh":
            phonetic += 1
        elif tag == "t":
            is_text = not phonetic

    def on_end(tag: str) -> None:
        nonlocal is_text, phonetic
        if tag == "t":
            is_text = False
        elif tag == "rPh":
            phonetic -= 1
        elif tag == "si":
            strings.append(safe_text(unescape("".join(pieces))))

    def on_text(text: str) -> None:
        nonlocal length
        if is_text:
            length += len(text)
            if length > CELL_CHARACTERS * 7:  # _xHHHH_ for each character
                raise Refused(too_long_cell(Place()))
            pieces.append(text)

    if part:
        parse_part(package, part, start=on_start, end=on_end, text=on_text)
    return pa.array(strings, pa.string())


def safe_text(text: str) -> str:
    """A cell's text. Raises Refused (F03) where it is too long for a cell."""
    if len(text) > CELL_CHARACTERS:
        raise Refused(too_long_cell(Place()))
    if not text.isascii() and any("\ud800" <= c <= "\udfff" for c in text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return text


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
    shown = {n: is_date_format(formats[n]) if n in formats else n in _DATE_FORMATS for n in set(cell_formats)}
    return frozenset(style for style, number in enumerate(cell_formats) if shown[number])


def is_date_format(code: str) -> bool:
    """Whether a number format shows a day or a time: `dd/mm/yyyy` and `[h]:mm` do, `0.00" days"` doesn't."""
    first = _NOT_FORMAT.sub("", code).split(";")[0]
    return first.casefold() not in ("general", "standard") and bool(re.search(r"[dmyhs]", first, re.IGNORECASE))
