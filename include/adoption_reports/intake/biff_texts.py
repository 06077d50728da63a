"""Texts of an old Excel workbook: one byte or two a character, continued over records, shared by cells.

Bytes that no character stands for are kept visible and their cell can't be read (R03); nothing is
decoded with replacement characters. Source: MS-XLS, sections 2.5.268, 2.5.293 and 2.5.294.
"""

import struct
from dataclasses import dataclass

from adoption_reports.domain.findings import Place
from adoption_reports.intake.biff_records import BIFF8, old_broken
from adoption_reports.intake.refusal import Refused, too_long_cell
from adoption_reports.metadata.limits import CELL_CHARACTERS

_IS_WIDE, _HAS_PHONETIC, _HAS_RUNS = 1, 4, 8
_CODECS = {
    1200: "utf-16-le", 10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2",
    10079: "mac_iceland", 10081: "mac_turkish", 32768: "mac_roman", 32769: "cp1252", 367: "ascii",
}  # fmt: skip
_CODE_PAGES = (437, 720, 737, 775, 850, 852, 855, *range(857, 859), *range(860, 867), 869, 874, 932, 936, 949, 950,
               *range(1250, 1259), 1361)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and whether some of its bytes stand for no character."""

    text: str
    is_broken: bool = False


class TextReader:
    """Reads texts from a record and those that continue it. Raises Refused (F01, F03)."""

    def __init__(self, pieces: list[bytes], version: int, codec: str) -> None:
        self._pieces, self._version, self._codec = pieces, version, codec
        self._piece, self._at = 0, 0

    def skip(self, count: int) -> None:
        """Leave out some bytes."""
        self._take(count)

    @property
    def is_at_end(self) -> bool:
        """Whether nothing is left."""
        return self._piece == len(self._pieces) - 1 and self._at == len(self._pieces[-1])

    def text(self, length_bytes: int = 2) -> Text:
        """The next text, with its length in one or two bytes before it."""
        count = int.from_bytes(self._take(length_bytes), "little")
        if self._version != BIFF8:
            return decoded(self._take(count), self._codec)
        flags = self._take(1)[0]
        runs = int.from_bytes(self._take(2), "little") if flags & _HAS_RUNS else 0
        phonetic = int.from_bytes(self._take(4), "little") if flags & _HAS_PHONETIC else 0
        if count > CELL_CHARACTERS:
            raise Refused(too_long_cell(Place()))
        text = self._characters(count, flags & _IS_WIDE)
        if runs or phonetic:
            self._take(4 * runs + phonetic)
        return text

    def _characters(self, count: int, is_wide: int) -> Text:
        """Characters, which in each continuing record start with a new flag for their width."""
        piece = self._pieces[self._piece]
        end = self._at + (count << is_wide)
        if end <= len(piece):
            data = piece[self._at : end]
            self._at = end
            return decoded(data, "utf-16-le") if is_wide else Text(data.decode("latin-1"))
        data = b""
        while count:
            left = min(count, (len(self._pieces[self._piece]) - self._at) >> is_wide)
            taken = self._take(left << is_wide)
            data += taken if is_wide else taken.decode("latin-1").encode("utf-16-le")
            count -= left
            if count:
                if self._at != len(self._pieces[self._piece]):
                    raise old_broken("a text is cut within a character")
                is_wide = self._take(1)[0]
                if is_wide > 1:
                    raise old_broken("a text has no known width")
        return decoded(data, "utf-16-le")

    def _take(self, count: int) -> bytes:
        """The next bytes, from as many records as it needs."""
        taken = self._pieces[self._piece][self._at : self._at + count]
        self._at += len(taken)
        while len(taken) < count:
            if self._piece + 1 == len(self._pieces):
                raise old_broken("a text ends too early")
            self._piece += 1
            more = self._pieces[self._piece][: count - len(taken)]
            self._at = len(more)
            taken += more
        return taken


def decoded(data: bytes, codec: str) -> Text:
    """Bytes as text; those that stand for no character show as `\\x..`."""
    try:
        return Text(data.decode(codec))
    except UnicodeDecodeError:
        return Text(data.decode(codec, "backslashreplace"), is_broken=True)


def shared_texts(pieces: list[bytes], codec: str) -> list[Text]:
    """Every text that cells share. Raises Refused (F01, F03)."""
    if len(pieces[0]) < 8:
        raise old_broken("its table of texts is damaged")
    _, count = struct.unpack_from("<2I", pieces[0])
    reader = TextReader(pieces, BIFF8, codec)
    reader.skip(8)
    if count > sum(map(len, pieces)):
        raise old_broken("its table of texts is damaged")
    texts = [reader.text() for _ in range(count)]
    if not reader.is_at_end:
        raise old_broken("its table of texts is damaged")
    return texts


def codec_of(code_page: int) -> str:
    """Python's name of a code page. Raises Refused (F01) for one that nobody knows."""
    if code_page in _CODE_PAGES:
        return "johab" if code_page == 1361 else f"cp{code_page}"
    if code_page not in _CODECS:
        raise old_broken(f"its texts are written in code page {code_page}, which is not known")
    return _CODECS[code_page]
