"""Files packed by gzip or as the only file of a ZIP archive: unpacked to a file, which is then read as any other.

The bytes are verified while they are written: a wrong checksum, a truncated archive or bytes after its end
are F12, a wrong size or more than the limit F03. Source: contract, section 12 "Archives".
"""

import errno
import zlib
from collections.abc import Generator, Iterable
from contextlib import closing

from adoption_reports.domain.findings import finding
from adoption_reports.intake.package import SIZE_CONTRADICTED, Package
from adoption_reports.intake.refusal import Refused, cut_off
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.stored import Stored
from adoption_reports.metadata.limits import UNPACKED_BYTES

GZIP_MARK = b"\x1f\x8b"
_GZIP = 16 + zlib.MAX_WBITS
_PIECE = 1 << 20
_FIRST_STEP, _LAST_STEP = 1 << 9, 1 << 16
"""Packed bytes taken at once: few at first, since what lies behind a member's end is copied, and an archive
may have a member every 20 bytes."""


def unpack_gzip(stored: Stored, spool: Spool) -> Stored:
    """The bytes of all members, one after another. Raises Refused (F03, F12)."""
    return _written(_members(memoryview(stored.bytes).cast("B")), spool)


def unpack_zip(stored: Stored, spool: Spool) -> Stored:
    """The bytes of the only file. Raises Refused (F01, F02, F03, F12)."""
    with closing(Package(stored.path)) as package:
        (name,) = package.files
        return _written(package.verified(name), spool)


def _written(pieces: Iterable[bytes], spool: Spool) -> Stored:
    path, size = spool.file(), 0
    try:
        with path.open("wb") as file:
            for piece in pieces:
                size += len(piece)
                if size > UNPACKED_BYTES:
                    raise Refused(finding("F03", limit=f"more than {UNPACKED_BYTES >> 30} GiB when unpacked"))
                file.write(piece)
    except OSError as error:
        if error.errno != errno.EFBIG:
            raise
        raise Refused(finding("F03", limit="it unpacks to far more than a file of its size may")) from None
    return Stored.at(path)


def _members(packed: memoryview) -> Generator[bytes, None, None]:
    """Every member's unpacked bytes."""
    position = 0
    while position < len(packed):
        if packed[position : position + len(GZIP_MARK)] != GZIP_MARK:
            raise cut_off("there are bytes after the archive's end")
        position = yield from _member(packed, position)


def _member(packed: memoryview, position: int) -> Generator[bytes, None, int]:
    """One member's unpacked bytes; returns where it ends. Source: RFC 1952, section 2.3."""
    inflate = zlib.decompressobj(_GZIP)
    step = _FIRST_STEP
    while not inflate.eof:
        piece: bytes | memoryview = inflate.unconsumed_tail
        if not piece:
            piece = packed[position : position + step]
            position, step = position + len(piece), min(step * 2, _LAST_STEP)
        try:
            unpacked = inflate.decompress(piece, _PIECE)
        except zlib.error as error:
            if "length check" in str(error):
                raise Refused(finding("F03", limit=SIZE_CONTRADICTED)) from None
            raise cut_off("the archive is damaged, or its checksum is wrong") from None
        if unpacked:
            yield unpacked
        elif not piece and not inflate.eof:
            raise cut_off("the archive ends too early")
    return position - len(inflate.unused_data)
