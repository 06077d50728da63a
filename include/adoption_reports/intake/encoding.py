"""Text files' bytes to UTF-8, never with a replacement character.

UTF-8 with or without BOM, UTF-16 with BOM; what is not UTF-8 but clean Windows-1252 is read so and
noted (W09); mixtures are refused (F13). Source: contract, section 3 "Encoding" and rule F13.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from adoption_reports.domain.findings import Finding, finding
from adoption_reports.intake.refusal import Refused

UTF8_BOM = b"\xef\xbb\xbf"
UTF16_BOMS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_PIECE = 1 << 24
_LACKING = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"
)


@dataclass(frozen=True)
class Text:
    """A text file's characters as UTF-8 without BOM, and what was noted about their encoding."""

    buffer: pa.Buffer
    findings: tuple[Finding, ...] = ()


def read_text(stored: pa.Buffer) -> Text:
    """Bring a text file to UTF-8. Raises Refused (F13)."""
    start = stored[:3].to_pybytes()
    for bom, codec in UTF16_BOMS.items():
        if start.startswith(bom):
            return Text(_from_utf16(stored.slice(2), codec))
    text = stored.slice(3) if start == UTF8_BOM else stored
    if _is_utf8(text):
        return Text(text)
    view = memoryview(text)
    if start == UTF8_BOM:
        raise _mixed(view, _first_bad_byte(view))
    if lacking := _LACKING.search(view):
        raise _mixed(view, lacking.start())
    if _MULTIBYTE.search(view):
        raise _mixed(view, _first_bad_byte(view))
    decoded = (bytes(view[i : i + _PIECE]).decode("cp1252") for i in range(0, len(view), _PIECE))
    return Text(_encoded(decoded), (finding("W09"),))


def _is_utf8(text: pa.Buffer) -> bool:
    offsets = pa.py_buffer(np.array([0, text.size], np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, text]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _encoded(texts: Iterable[str]) -> pa.Buffer:
    """Pieces of text as UTF-8, gathered without ever holding them twice."""
    with pa.BufferOutputStream() as stream:
        for text in texts:
            stream.write(text.encode())
        return stream.getvalue()


def _from_utf16(stored: pa.Buffer, codec: str) -> pa.Buffer:
    view = memoryview(stored)
    lines = 1

    def counted() -> Iterator[str]:
        nonlocal lines
        for text in _decoded_utf16(view, codec):
            lines += text.count("\n")
            yield text

    try:
        if len(view) % 2:
            raise UnicodeDecodeError(codec, b"", 0, 1, "odd number of bytes")
        return _encoded(counted())
    except UnicodeError:
        raise Refused(finding("F13", line=lines), format_name="csv") from None


def _decoded_utf16(view: memoryview, codec: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)()
    for i in range(0, len(view), _PIECE):
        yield decoder.decode(view[i : i + _PIECE], final=i + _PIECE >= len(view))


def _first_bad_byte(view: memoryview) -> int:
    """Where the bytes stop being UTF-8."""
    done = 0
    while done < len(view):
        piece = bytes(view[done : done + _PIECE])
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            is_cut = error.start >= len(piece) - 3 and done + len(piece) < len(view)
            if not is_cut or error.start == 0:
                return done + error.start
            done += error.start
        else:
            done += len(piece)
    return len(view)


def _mixed(view: memoryview, position: int) -> Refused:
    before = bytes(view[:position])
    ends = before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")
    return Refused(finding("F13", line=ends + 1), format_name="csv")
