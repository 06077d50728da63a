"""What a file is, told from its bytes; its name and extension mean nothing.

Readable are workbooks, text, and archives around one of these. Everything else is refused with F01, which
says in a person's words what the file looks like; what is protected by a password with F02.
Source: contract, section 3 and rules F01, F02.
"""

import re
from contextlib import closing, suppress

import numpy as np
import pyarrow as pa

from adoption_reports.domain.findings import finding
from adoption_reports.intake.compound_file import CompoundFile
from adoption_reports.intake.encoding import UTF8_BOM, UTF16_BOMS
from adoption_reports.intake.opening import find_opening
from adoption_reports.intake.package import Package
from adoption_reports.intake.refusal import Refused
from adoption_reports.intake.stored import Stored
from adoption_reports.intake.unpacking import GZIP_MARK

OLD_WORKBOOK_STREAMS = ("Workbook", "Book")
"""The stream that holds an old workbook, in Excel 97 and later and in Excel 5 and 95."""
ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE_MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARQUET_MARKS = (b"PAR1", b"PARE")
_HEAD_BYTES = 1 << 16
_DIRECTORY_ENTRY = 128
_MOST_STREAMS = 4096
_BINARY_SHARE = 0.02
"""Share of control characters from which bytes are no text."""

_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "pdf", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "png", "a picture (PNG)"),
    (b"\xff\xd8\xff", "jpeg", "a picture (JPEG)"),
    (b"GIF87a", "gif", "a picture (GIF)"),
    (b"GIF89a", "gif", "a picture (GIF)"),
    (b"II*\x00", "tiff", "a picture (TIFF)"),
    (b"MM\x00*", "tiff", "a picture (TIFF)"),
    (b"\x09\x00\x04\x00", "xls", "an Excel workbook from before 1993"),
    (b"\x09\x02\x06\x00", "xls", "an Excel workbook from before 1993"),
    (b"\x09\x04\x06\x00", "xls", "an Excel workbook from before 1993"),
    (b"{\\rtf", "rtf", "a text document (RTF)"),
    (b"%!PS", "postscript", "a PostScript document"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "rar", "a RAR archive"),
    (b"BZh", "bzip2", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "zstd", "a Zstandard archive"),
    (b"SQLite format 3\x00", "sqlite", "a database (SQLite)"),
    (b"ARROW1", "arrow", "an Arrow file"),
    (b"ORC", "orc", "an ORC file"),
    (b"MZ", "program", "a program"),
    (b"\x7fELF", "program", "a program"),
    (b"ID3", "mp3", "a sound recording"),
    (b"\x00\x00\xfe\xff", "text", "text in UTF-32"),
    (b"\xff\xfe\x00\x00", "text", "text in UTF-32"),
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|style)\b", re.I | re.S)
_XML = re.compile(rb"\s*<(?:\?xml|[a-z][\w:.-]*[\s/>])", re.I)
_JSON_OBJECTS = re.compile(rb"\s*\[\s*\{")
_JSON_ARRAY = re.compile(rb'\s*\[\s*(?:[{["\]0-9-]|true|false|null)')
_JSON_OBJECT = re.compile(rb'^[ \t]*\{\s*["}]', re.M)


def look_at(stored: Stored) -> str:
    """The format of a file: "csv", "xlsx" and so on; "gzip" or "zip" for what has to be unpacked first.

    Raises Refused for what can't be read: F01, F02, and F03 or F12 for an archive without a sound directory.
    """
    head = stored.bytes[:_HEAD_BYTES].to_pybytes()
    if head.startswith(ZIP_MARKS):
        return _archive_format(stored)
    if head.startswith(GZIP_MARK):
        return "gzip"
    if head.startswith(_OLE_MARK):
        return _old_office(stored.bytes)
    if head in (b"", UTF8_BOM, *UTF16_BOMS):
        raise Refused(finding("F01", "empty"))
    if head.startswith(_PARQUET_MARKS):
        # A table of text may begin with the same four letters.
        return "csv" if _has_header(head) else "parquet"
    text = _as_utf8(head)
    found = _marked(head) or _text_that_is_no_table(text)
    is_json = _JSON_OBJECT.search(text.replace(b"\r", b"\n"))
    if (found is None and not is_json) or _has_header(text):
        return "csv"
    if found is not None:
        raise found
    return "jsonl"


def _as_utf8(head: bytes) -> bytes:
    """The start of a text without its byte order mark."""
    for bom, codec in UTF16_BOMS.items():
        if head.startswith(bom):
            return head[2 : len(head) // 2 * 2].decode(codec, "ignore").encode()
    return head.removeprefix(UTF8_BOM)


def _refused(name: str, looks_like: str) -> Refused:
    return Refused(finding("F01", looks_like=looks_like), format_name=name)


def _marked(head: bytes) -> Refused | None:
    """The refusal of a file with a known mark at its start."""
    for mark, name, looks_like in _MARKS:
        if head.startswith(mark):
            return _refused(name, looks_like)
    if head[4:8] == b"ftyp":
        return _refused("video", "a video or picture from a phone")
    if head.startswith(b"RIFF"):
        return _refused("riff", "a sound, video or picture file (RIFF)")
    return None


def _text_that_is_no_table(text: bytes) -> Refused | None:
    """The refusal of HTML, XML, JSON arrays and bytes that are no text; None for plain text."""
    if _HTML.match(text) or (_XML.match(text) and b"<html" in text[:4096].lower()):
        return _refused("html", "a web page (HTML)")
    if _XML.match(text):
        is_sheet = b"urn:schemas-microsoft-com:office:spreadsheet" in text[:4096]
        return _refused("xml", "an Excel 2003 XML file" if is_sheet else "an XML file")
    if _JSON_OBJECTS.match(text) or (_JSON_ARRAY.match(text) and not _JSON_OBJECT.search(text)):
        return _refused("json", "a JSON array (JSON Lines is wanted: one object a line)")
    return _binary(text)


def _binary(text: bytes) -> Refused | None:
    values = np.frombuffer(text, np.uint8)
    is_control = (values < 32) & ~np.isin(values, (9, 10, 12, 13, 26, 27))
    if not len(values) or is_control.mean() <= _BINARY_SHARE:
        return None
    zero_shares = sorted(float((values[start::2] == 0).mean()) for start in (0, 1) if len(values) > start)
    if len(zero_shares) == 2 and zero_shares[0] < 0.1 and zero_shares[1] > 0.6:
        return _refused("text", "text in UTF-16 without its byte order mark")
    return _refused("unknown", "data that is neither a spreadsheet nor text")


def _has_header(text: bytes) -> bool:
    """Whether a table's header is among the first rows all the same; characters that can't be read don't matter."""
    try:
        find_opening(np.frombuffer(text.decode("utf-8", "replace").encode(), np.uint8))
    except Refused:
        return False
    return True


def _old_office(stored: pa.Buffer) -> str:
    """An old Excel workbook; the refusal (F01, F02) of all else in the container of old Office programs (OLE)."""
    names = _ole_names(stored)
    if "EncryptedPackage" in names:
        raise Refused(finding("F02"), format_name="xlsx")
    if names & set(OLD_WORKBOOK_STREAMS):
        return "xls"
    if "WordDocument" in names:
        raise _refused("doc", "a Word document (.doc)")
    if "PowerPoint Document" in names:
        raise _refused("ppt", "a PowerPoint presentation (.ppt)")
    if any(name.startswith("__substg1.0") for name in names):
        raise _refused("msg", "an Outlook message (.msg)")
    raise _refused("ole", "a document of an old Office program")


def _ole_names(stored: pa.Buffer) -> set[str]:
    """Names of the container's streams; where it is damaged, of all 128-byte directory entries, wherever they lie.

    Source: MS-CFB, section 2.6.1.
    """
    with suppress(Refused):
        return set(CompoundFile(stored).streams)
    table = np.frombuffer(stored[: stored.size // _DIRECTORY_ENTRY * _DIRECTORY_ENTRY], np.uint8)
    entries = table.reshape(-1, _DIRECTORY_ENTRY)
    length = entries[:, 64].astype(np.int64)
    is_entry = (entries[:, 65] == 0) & (length >= 4) & (length <= 64) & (entries[:, 66] == 2) & (entries[:, 67] <= 1)
    found = entries[np.flatnonzero(is_entry)[:_MOST_STREAMS]]
    return {bytes(entry[: int(entry[64]) - 2]).decode("utf-16-le", "ignore") for entry in found}


def _archive_format(stored: Stored) -> str:
    """The format of an archive by its parts' names; "zip" for one that holds a single file of any format."""
    with closing(Package(stored.path)) as package:
        plain, files = set(package.part_names), package.files
    if len(files) == 1:
        return "zip"  # before any look at its name, which means nothing
    if "xl/workbook.bin" in plain:
        raise _refused("xlsb", "a binary Excel workbook (.xlsb)")
    if any(name.startswith("word/") for name in plain):
        raise _refused("docx", "a Word document")
    if any(name.startswith("ppt/") for name in plain):
        raise _refused("pptx", "a PowerPoint presentation")
    if "[content_types].xml" in plain:
        return "xlsx"
    if "mimetype" in plain and plain & {"content.xml", "encrypted-package"}:
        return "ods"
    if any(name.endswith(".iwa") for name in plain):
        raise _refused("numbers", "an Apple Numbers document")
    raise _refused("zip", f"an archive (ZIP) of {len(files)} files" if files else "an empty archive (ZIP)")
