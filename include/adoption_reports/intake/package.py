"""The ZIP archive around a workbook, distrusted: every part's size and checksum is verified as it is read.

A wrong checksum or a truncated archive is F12, a wrong size F03, a password F02, a DTD or entity in
any part F01. Source: contract, section 12 "Workbooks" and "Archives".
"""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from adoption_reports.domain.findings import finding
from adoption_reports.intake.refusal import Refused, cut_off
from adoption_reports.metadata.limits import UNPACKED_BYTES

PIECE = 1 << 20
EXCEL, OPEN_DOCUMENT = "an Excel workbook", "an OpenDocument spreadsheet"
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_DOCTYPE = [text.encode(codec) for text in ("<!DOCTYPE", "<!ENTITY") for codec in ("ascii", "utf-16-le", "utf-16-be")]
_OVERLAP = max(len(mark) for mark in _DOCTYPE) - 1
_XML_PART = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_SPAN_MARK = b"PK\x07\x08"
"""May stand before the first entry. Source: APPNOTE.TXT, section 8.5.4."""
_FILE_TYPES = (0, stat.S_IFREG, stat.S_IFDIR)
_DIRECTORY_ERRORS = (zipfile.BadZipFile, ValueError, LookupError, RuntimeError, struct.error, EOFError, OSError)
"""What the standard library raises for damaged directories."""
SIZE_CONTRADICTED = "a size that the file's bytes contradict"


class Package:
    """An open archive. Part names are compared without case and with forward slashes."""

    def __init__(self, path: Path) -> None:
        """Read the archive's directory. Raises Refused (F02, F03, F12)."""
        self.size = path.stat().st_size
        self._file: BinaryIO = path.open("rb")
        try:
            entries = self._directory()
            self._check_places(entries)
        except Refused:
            self._file.close()
            raise
        self._entries = {_part_name(entry.filename): entry for entry in entries if not entry.filename.endswith("/")}
        self.part_names = list(self._entries)
        self._verified: set[str] = set()
        self.looks_like = EXCEL

    def _directory(self) -> list[zipfile.ZipInfo]:
        """What the archive says that it holds."""
        try:
            with zipfile.ZipFile(self._file) as archive:
                entries = archive.infolist()
        except _DIRECTORY_ERRORS:
            raise cut_off("the archive's directory is missing or damaged") from None
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused(finding("F02"))
        if any(stat.S_IFMT(entry.external_attr >> 16) not in _FILE_TYPES for entry in entries):
            raise Refused(finding("F01", looks_like="an archive (ZIP) with a link in it"))
        names = {_part_name(entry.filename) for entry in entries}
        if len(names) < len(entries):
            raise Refused(finding("F01", looks_like="an archive (ZIP) in which two files have the same name"))
        if sum(entry.file_size for entry in entries) > UNPACKED_BYTES:
            raise Refused(finding("F03", limit=f"more than {UNPACKED_BYTES >> 30} GiB when unpacked"))
        return entries

    def _check_places(self, entries: list[zipfile.ZipInfo]) -> None:
        """Every part has bytes of its own inside the file: parts that overlap are a bomb. Raises Refused."""
        end = 0
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            if not 0 <= entry.header_offset <= self.size:
                raise cut_off(f"{_shown(entry.filename)} is not where the archive's directory says")
            if entry.header_offset < end:
                raise Refused(finding("F03", limit=SIZE_CONTRADICTED))
            end = entry.header_offset + _LOCAL_HEADER.size + entry.compress_size
        if entries and min(entry.header_offset for entry in entries) > len(_SPAN_MARK):
            raise Refused(finding("F01", looks_like="an archive (ZIP) with something else before it"))

    @property
    def files(self) -> list[str]:
        """Names of the parts that are neither folders nor notes that macOS adds."""
        return [name for name in self._entries if not name.endswith("/") and not name.startswith("__macosx/")]

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __contains__(self, name: str) -> bool:
        return _part_name(name) in self._entries

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part's unpacked bytes, as `verified`; and without entities, if it is XML (F01)."""
        is_xml = bool(_XML_PART.search(name))
        tail = b""
        for piece in self.verified(name):
            if is_xml:
                joint = tail + piece[:_OVERLAP]
                if any(mark in piece or mark in joint for mark in _DOCTYPE):
                    raise self._broken("its parts declare entities")
                tail = (tail + piece)[-_OVERLAP:]
            yield piece

    def verified(self, name: str) -> Iterator[bytes]:
        """A part's unpacked bytes. Raises Refused (F03, F12) at the latest at its end."""
        entry = self._entries[_part_name(name)]
        checksum, size = 0, 0
        for piece in self._unpacked(entry):
            size += len(piece)
            if size > entry.file_size:
                raise Refused(finding("F03", limit=SIZE_CONTRADICTED))
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if size != entry.file_size:
            raise Refused(finding("F03", limit=SIZE_CONTRADICTED))
        if checksum != entry.CRC:
            raise cut_off(f"the checksum of {_shown(entry.filename)} is wrong")
        self._verified.add(_part_name(name))

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        start = self._data_start(entry)
        packed = self._packed(start, entry.compress_size)
        if entry.compress_type == zipfile.ZIP_STORED:
            yield from packed
            return
        if entry.compress_type != zipfile.ZIP_DEFLATED:
            raise self._broken("its parts are packed in a way that spreadsheet programs don't use")
        inflate = zlib.decompressobj(-15)
        try:
            for piece in packed:
                if inflate.eof:
                    raise Refused(finding("F03", limit=SIZE_CONTRADICTED))
                rest = piece
                while rest and not inflate.eof:
                    yield inflate.decompress(rest, PIECE)
                    rest = inflate.unconsumed_tail
            while not inflate.eof and (more := inflate.decompress(inflate.unconsumed_tail, PIECE)):
                yield more
        except zlib.error:
            raise cut_off(f"{_shown(entry.filename)} is damaged") from None
        if inflate.unused_data:
            raise Refused(finding("F03", limit=SIZE_CONTRADICTED))
        if not inflate.eof:
            raise cut_off(f"{_shown(entry.filename)} ends too early")

    def _data_start(self, entry: zipfile.ZipInfo) -> int:
        self._file.seek(entry.header_offset)
        local = self._file.read(_LOCAL_HEADER.size)
        if len(local) < _LOCAL_HEADER.size or not local.startswith(b"PK\x03\x04"):
            raise cut_off(f"{_shown(entry.filename)} is not where the archive's directory says")
        _, _, flags, _, _, _, _, _, _, name_length, extra_length = _LOCAL_HEADER.unpack(local)
        if flags & 1:
            raise Refused(finding("F02"))
        return entry.header_offset + _LOCAL_HEADER.size + int(name_length) + int(extra_length)

    def _broken(self, reason: str) -> Refused:
        return Refused(finding("F01", "broken", looks_like=self.looks_like, reason=reason))

    def _packed(self, start: int, size: int) -> Iterator[bytes]:
        position = start
        while position < start + size:
            self._file.seek(position)
            piece = self._file.read(min(PIECE, start + size - position))
            if not piece:
                raise cut_off("the archive ends too early")
            position += len(piece)
            yield piece

    def verify(self, name: str) -> None:
        """Read a part to its end, for its checksum and size alone."""
        if _part_name(name) not in self._verified:
            for _ in self.pieces(name):
                pass

    def verify_rest(self) -> None:
        """Verify every part that was not read to its end."""
        for name in self._entries:
            self.verify(name)


def _part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _shown(name: str) -> str:
    return name[-60:]
