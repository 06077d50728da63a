"""Feeding a workbook's parts to an XML parser, and the text that they hold.

Source: contract, section 12 "Workbooks"; ECMA-376 part 1, section 22.9.2.19 (ST_Xstring).
"""

import re
from collections.abc import Callable, Iterator
from xml.parsers import expat

from adoption_reports.domain.findings import Place, finding
from adoption_reports.intake.package import EXCEL, Package
from adoption_reports.intake.refusal import Refused, cut_off, too_long_cell
from adoption_reports.metadata.limits import CELL_CHARACTERS

Attributes = dict[str, str]

LONGEST_ESCAPED = CELL_CHARACTERS * 7
"""Characters that a cell's text may take where each is escaped as `_xHHHH_`."""
_LONGEST_TAG = 4 << 20
"""Bytes of one tag or comment from which reading on would cost more and more."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_UNFINISHED = {
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
    )
}


def broken(reason: str, looks_like: str = EXCEL) -> Refused:
    """F01 for a workbook that can't be opened."""
    return Refused(finding("F01", "broken", looks_like=looks_like, reason=reason))


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
    """Feed a part to handlers. Raises Refused, as `parse_pieces` does."""
    for _ in parse_pieces(package, name, start=start, end=end, text=text):
        pass


def parse_pieces(
    package: Package,
    name: str,
    *,
    start: Callable[[str, Attributes], None] | None = None,
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    has_namespaces: bool = False,
) -> Iterator[None]:
    """Feed a part to handlers piece by piece, with a stop after each.

    Tags come without their prefixes; or, where asked for, tags and attributes come as "namespace name".
    Raises Refused: F12 where the part is cut off or damaged, F01 where it is no well-formed XML.
    """
    parser = expat.ParserCreate(namespace_separator=" " if has_namespaces else None)
    parser.buffer_text = True
    if has_namespaces:
        parser.StartElementHandler, parser.EndElementHandler = start, end
    else:
        if start:
            parser.StartElementHandler = lambda tag, attributes: start(local_name(tag), attributes)
        if end:
            parser.EndElementHandler = lambda tag: end(local_name(tag))
    if text:
        parser.CharacterDataHandler = text
    try:
        fed = 0
        for piece in package.pieces(name):
            fed += len(piece)
            parser.Parse(piece, False)
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise broken(f"{name} has a tag without end", package.looks_like)
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]:
            raise MemoryError from None
        package.verify(name)  # a wrong checksum says more than the nonsense that it made
        if error.code in _UNFINISHED:
            raise cut_off(f"{name} ends too early") from None
        raise broken(f"{name} is not well-formed", package.looks_like) from None


def unescape(text: str) -> str:
    """A string without the `_xHHHH_` that stands for characters that XML can't hold."""
    return _ESCAPED.sub(_character, text) if "_x" in text else text


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number <= 0xDFFF else chr(number)


def cell_text(text: str, row: int | None = None) -> str:
    """A cell's text, unescaped. Raises Refused (F03) where it is too long for a cell."""
    unescaped = unescape(text)
    if len(unescaped) > CELL_CHARACTERS:
        raise Refused(too_long_cell(Place(row=row)))
    return unescaped
