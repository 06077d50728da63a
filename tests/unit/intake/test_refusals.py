"""What is no readable file is refused, and called what it looks like.

Source: contract, section 3; rules F01, F02, F03 and F12.
"""

import random
import struct

import pytest

from tests.unit.intake.samples import GOOD, HEADER, csv, package, raw_workbook, rules, workbook

EXCEL_2003 = "an Excel 2003 XML file"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def ole(*streams: str) -> bytes:
    """A container of old Office programs, its directory only."""
    entries = b""
    for name in ("Root Entry", *streams):
        text = (name + "\0").encode("utf-16-le")
        kind = 5 if name == "Root Entry" else 2
        entries += text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1) + bytes(60)
    return OLE + entries.ljust(1024, b"\0")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"])
def test_no_bytes_or_a_byte_order_mark_alone_is_an_empty_file(read, content):
    (found,) = read(content).findings
    assert (found.rule.code, found.message) == ("F01", "The file is empty: it holds no bytes.")


@pytest.mark.parametrize(
    ("content", "looks_like"),
    [
        (b"<html><table><tr><td>innovation_code</td></tr></table>", "a web page (HTML)"),
        (b"\xef\xbb\xbf\r\n<!-- x --><!DOCTYPE HTML><p>", "a web page (HTML)"),
        (b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', "a web page (HTML)"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', EXCEL_2003),
        (b"<note><to>you</to></note>", "an XML file"),
        (b"%PDF-1.7\n\x00\x01", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a picture (PNG)"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "a picture (JPEG)"),
        (b"{\\rtf1\\ansi Hello}", "a text document (RTF)"),
        (b'[{"innovation_code": "INN-0001"}]', "a JSON array (JSON Lines is wanted"),
        (random.Random(1).randbytes(4096), "data that is neither a spreadsheet nor text"),
        (b"\x00", "data that is neither a spreadsheet nor text"),
        (csv(GOOD).encode("utf-16-le"), "text in UTF-16 without its byte order mark"),
        (csv(GOOD).encode("utf-16-be"), "text in UTF-16 without its byte order mark"),
        (csv(GOOD).encode("utf-32"), "text in UTF-32"),
        (ole("WordDocument"), "a Word document (.doc)"),
        (ole("Something"), "a document of an old Office program"),
        (package({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}), "a Word document"),
        (package({"xl/workbook.bin": "x", "[Content_Types].xml": "<Types/>"}), "a binary Excel workbook (.xlsb)"),
        (package({"a.csv": csv(GOOD), "b.csv": csv(GOOD)}), "an archive (ZIP) of 2 files"),
        (package({}), "an empty archive (ZIP)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_can_not_be_read_is_called_what_it_looks_like(read, content, looks_like):
    reading = read(content)
    (found,) = reading.findings
    assert found.rule.code == "F01"
    assert f"it looks like {looks_like}" in found.message
    assert reading.datasets == ()


def test_an_encrypted_workbook_is_protected_by_a_password(read):
    assert rules(read(ole("EncryptionInfo", "EncryptedPackage"))) == ["F02"]


def test_an_archive_with_a_password_is_protected_by_a_password(read):
    archive = bytearray(workbook({"S": [HEADER.split(",")]}))
    central = archive.index(b"PK\x01\x02")
    archive[central + 8] |= 1
    assert rules(read(bytes(archive))) == ["F02"]


@pytest.mark.parametrize(
    "name", ["MZ notes", "BZh", "ORC report", "[Confidential]", "ID3", "<draft>", "{draft}", "RIFF"]
)
def test_a_table_is_a_table_whatever_its_preamble_looks_like(read, name):
    assert rules(read(f"{name},x\n" + csv(GOOD))) == []


def test_a_name_or_extension_means_nothing_and_a_csv_named_xlsx_is_a_csv(read):
    assert read(csv(GOOD)).format == "csv"
    assert read(workbook({"S": [HEADER.split(","), GOOD.split(",")]})).format == "xlsx"


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_looks_cut_off(read, kept):
    whole = workbook({"S": [HEADER.split(","), GOOD.split(",")]})
    assert rules(read(whole[: int(len(whole) * kept)])) == ["F12"]


def test_a_part_with_a_wrong_checksum_looks_cut_off(read):
    whole = bytearray(raw_workbook("<worksheet/>", **{"docProps/app.xml": "<x/>"}))
    at = whole.index(b"PK\x01\x02", whole.rindex(b"docProps/app.xml") - 60)
    whole[at + 16] ^= 1
    assert rules(read(bytes(whole))) == ["F12"]


def test_a_part_with_a_wrong_size_is_over_a_limit(read):
    whole = bytearray(raw_workbook("<worksheet/>", **{"docProps/app.xml": "<x/>"}))
    at = whole.index(b"PK\x01\x02", whole.rindex(b"docProps/app.xml") - 60)
    for wrong in (1, 200):
        damaged = bytearray(whole)
        damaged[at + 24 : at + 28] = struct.pack("<I", wrong)
        assert rules(read(bytes(damaged))) == ["F03"]


def test_an_archive_that_claims_more_than_8_gib_is_over_a_limit(read):
    whole = bytearray(raw_workbook("<worksheet/>", **{f"big{n}.bin": "x" for n in range(3)}))
    at = 0
    while (at := whole.find(b"PK\x01\x02", at + 1)) > 0:
        whole[at + 24 : at + 28] = struct.pack("<I", 0xF0000000)
    assert rules(read(bytes(whole))) == ["F03"]


def test_parts_that_share_their_bytes_are_over_a_limit(read):
    whole = bytearray(raw_workbook("<worksheet/>", **{"docProps/app.xml": "<x/>", "docProps/core.xml": "<x/>"}))
    first = whole.index(b"PK\x01\x02")
    second = whole.index(b"PK\x01\x02", first + 1)
    whole[second + 42 : second + 46] = whole[first + 42 : first + 46]
    assert rules(read(bytes(whole))) == ["F03"]


def test_a_part_that_lies_outside_the_file_looks_cut_off(read):
    whole = bytearray(raw_workbook("<worksheet/>"))
    at = whole.index(b"PK\x01\x02")
    whole[at + 42 : at + 46] = struct.pack("<I", 0x7FFFFFFF)
    assert rules(read(bytes(whole))) == ["F12"]
