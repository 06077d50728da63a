"""The strings that a workbook's cells share.

Source: ECMA-376 part 1, section 18.4.
"""

import numpy as np
import pyarrow as pa

from adoption_reports.intake.fields import spans
from adoption_reports.intake.package import Package
from adoption_reports.intake.plain_xml import (
    NotPlain,
    element_chunks,
    read_tags,
    resolved,
    rewritten,
    transitions,
)
from adoption_reports.intake.refusal import Refused, too_long_cell
from adoption_reports.intake.xml_parts import LONGEST_ESCAPED, Attributes, cell_text, parse_part
from adoption_reports.metadata.limits import CELL_CHARACTERS

_SI, _SI_SELF, _SI_END, _T, _T_SELF, _T_END = range(6)
_CODES = {b"si": _SI, b"si/": _SI_SELF, b"/si": _SI_END, b"t": _T, b"t/": _T_SELF, b"/t": _T_END}
_NEXT = (_SI, _SI_SELF)
_ORDER = transitions(
    len(_CODES),
    {
        _SI: (_T, _T_SELF, _SI_END), _SI_SELF: _NEXT, _SI_END: _NEXT,
        _T: (_T_END,), _T_SELF: (_SI_END,), _T_END: (_SI_END,),
    },
)  # fmt: skip


def shared_strings(package: Package, part: str | None) -> pa.StringArray:
    """Every shared string, its rich text runs joined, phonetic guides left out. Raises Refused."""
    if part is None:
        return pa.array([], pa.string())
    try:
        return _fast(package, part)
    except NotPlain:
        return _exact(package, part)


def _fast(package: Package, part: str) -> pa.StringArray:
    """Strings without rich text, as array operations find them. Raises NotPlain for others."""
    found: list[pa.StringArray] = []
    previous = _SI_END
    for chunk in element_chunks(package.pieces(part), b"<sst", b"<si>"):
        tags = read_tags(chunk, _CODES, _ORDER, previous)
        if not len(tags.code):
            continue
        previous = int(tags.code[-1])
        opened = np.flatnonzero((tags.code == _SI) | (tags.code == _SI_SELF))
        start, end = tags.start[opened].copy(), tags.start[opened].copy()
        valued = np.flatnonzero(tags.code == _T)
        index = np.searchsorted(opened, valued) - 1
        start[index], end[index] = tags.text_after(valued)
        if (end - start).max() > CELL_CHARACTERS:
            raise NotPlain  # the exact reader counts characters
        found.append(rewritten(resolved(spans(tags.data, start, end), tags.data), "_x", cell_text))
    if previous not in (_SI_SELF, _SI_END):
        raise NotPlain
    return pa.chunked_array(found, pa.string()).combine_chunks()


class _Strings:
    """Collects strings from an XML parser's events."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.pieces: list[str] = []
        self.is_text = False
        self.phonetic = self.length = 0

    def on_start(self, tag: str, _: Attributes) -> None:
        if tag == "si":
            self.pieces.clear()
            self.length = 0
        elif tag == "rPh":
            self.phonetic += 1
        elif tag == "t":
            self.is_text = not self.phonetic

    def on_end(self, tag: str) -> None:
        if tag == "t":
            self.is_text = False
        elif tag == "rPh":
            self.phonetic -= 1
        elif tag == "si":
            self.strings.append(cell_text("".join(self.pieces)))

    def on_text(self, text: str) -> None:
        if self.is_text:
            self.length += len(text)
            if self.length > LONGEST_ESCAPED:
                raise Refused(too_long_cell())
            self.pieces.append(text)


def _exact(package: Package, part: str) -> pa.StringArray:
    collected = _Strings()
    parse_part(package, part, start=collected.on_start, end=collected.on_end, text=collected.on_text)
    return pa.array(collected.strings, pa.string())
