"""Files packed by gzip or ZIP are read as what they hold; damage, bombs and surprises are told.

Source: contract, section 3 and section 12 "Archives".
"""

import gzip
import io
import stat
import struct
import zipfile
import zlib

import pytest

from adoption_reports.intake import unpacking
from adoption_reports.intake.package import Package
from adoption_reports.intake.reader import read_file
from adoption_reports.intake.spool import Spool
from adoption_reports.metadata.limits import UNPACKED_BYTES
from tests.unit.intake.conftest import PERIOD
from tests.unit.intake.samples import GOOD, HEADER, column, csv, only, package, rules, workbook

CSV = csv(GOOD, GOOD.replace("0001", "0002"))
BOOK = workbook({"S": [HEADER.split(","), GOOD.split(",")]})


def zipped(*entries: tuple[str | zipfile.ZipInfo, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of entries, whatever their names and kinds."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


def said(reading) -> str:
    (found,) = reading.findings
    return f"{found.rule.code} {found.message}"


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: zipped(("a", content))])
@pytest.mark.parametrize(
    ("content", "format_name"),
    [(CSV.encode(), "csv"), (CSV.encode("utf-16"), "csv"), (BOOK, "xlsx")],
    ids=["text", "UTF-16", "workbook"],
)
def test_a_packed_file_is_read_as_what_it_holds(read, pack, content, format_name):
    packed, plain = read(pack(content)), read(content)
    assert packed.format.split("+")[0] == plain.format == format_name
    assert packed.findings == plain.findings
    assert only(packed).table.equals(only(plain).table)
    assert only(packed).raw.equals(only(plain).raw)


def test_the_format_names_the_packing(read):
    assert read(gzip.compress(CSV.encode())).format == "csv+gzip"
    assert read(zipped(("q3.csv", CSV))).format == "csv+zip"


def test_a_stored_entry_is_opened_as_a_deflated_one(read):
    assert only(read(zipped(("q3.csv", CSV), method=zipfile.ZIP_STORED))).rows_read == 2


def test_folders_and_what_macos_adds_do_not_count(read):
    packed = zipped(("Q3/", ""), ("Q3/q3.csv", CSV), ("__MACOSX/", ""), ("__MACOSX/Q3/._q3.csv", "notes"))
    assert only(read(packed)).rows_read == 2


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd", "/etc/passwd", "C:\\x.csv", "a\nb", "word/q3.csv", "[Content_Types].xml", "x.docx"]
)
def test_the_name_of_an_entry_is_never_a_path_and_means_nothing(read, name):
    assert only(read(zipped((name, CSV)))).rows_read == 2


def test_members_of_gzip_are_one_file(read):
    half = len(CSV) // 2
    packed = gzip.compress(CSV[:half].encode()) + gzip.compress(b"") + gzip.compress(CSV[half:].encode())
    assert only(read(packed)).rows_read == 2


@pytest.mark.parametrize("rest", [b"x", b"\0", b"\0" * 512, b"\x1f", b"PK\x03\x04"])
def test_bytes_after_the_last_member_are_told(read, rest):
    assert rules(read(gzip.compress(CSV.encode()) + rest)) == ["F12"]


def test_a_name_and_a_comment_in_the_header_of_gzip_do_not_matter(read):
    stream = io.BytesIO()
    with gzip.GzipFile("../../q3.csv", "wb", fileobj=stream, mtime=0) as file:
        file.write(CSV.encode())
    assert only(read(stream.getvalue())).rows_read == 2


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(gzip.compress(CSV.encode())),
        gzip.compress(zipped(("a.csv", CSV))),
        zipped(("a.csv.gz", gzip.compress(CSV.encode()))),
        zipped(("a.zip", zipped(("a.csv", CSV)))),
        zipped(("a.zip", zipped(("a.csv", CSV), ("b.csv", CSV)))),
        zipped(("a.csv", CSV), ("b.csv", CSV)),
        zipped(("a.csv", CSV), (".DS_Store", "x")),
        zipped(("a.csv", CSV), ("A.CSV", CSV)),
        zipped((link("a.csv"), "/etc/passwd")),
        zipped(("a.csv", CSV), (link("__MACOSX/x"), "/etc/passwd")),
        zipped(("folder/", "")),
    ],
    ids=["gzip in gzip", "ZIP in gzip", "gzip in ZIP", "ZIP in ZIP", "two files in two ZIPs", "two files",
         "a file of macOS", "two names alike", "a link", "a link aside", "no file"],
)  # fmt: skip
def test_nested_archives_links_and_second_files_are_refused(read, content):
    assert rules(read(content)) == ["F01"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_of_one_name_are_refused_though_programs_would_show_one(read):
    assert rules(read(zipped(("a.csv", CSV), ("a.csv", csv(GOOD))))) == ["F01"]


@pytest.mark.parametrize(
    ("content", "looks_like"), [(b"%PDF-1.7", "a PDF document"), (b"", "empty"), (b"<html>", "a web page")]
)
def test_what_is_in_an_archive_is_called_what_it_looks_like(read, content, looks_like):
    for packed in (gzip.compress(content), zipped(("q3.csv", content))):
        assert said(read(packed)).startswith("F01")
        assert looks_like in said(read(packed))


def test_a_password_is_told(read):
    packed = bytearray(zipped(("a.csv", CSV)))
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    assert rules(read(bytes(packed))) == ["F02"]
    packed = bytearray(zipped(("a.csv", CSV)))
    packed[6] |= 1
    assert rules(read(bytes(packed))) == ["F02"], "told by the entry itself"


def test_a_wrong_checksum_looks_cut_off(read):
    packed = bytearray(gzip.compress(CSV.encode()))
    packed[-8] ^= 1
    assert rules(read(bytes(packed))) == ["F12"]
    packed = bytearray(zipped(("a.csv", CSV)))
    packed[packed.index(b"PK\x01\x02") + 16] ^= 1
    assert rules(read(bytes(packed))) == ["F12"]


def test_a_wrong_size_is_over_a_limit(read):
    packed = gzip.compress(CSV.encode())
    assert rules(read(packed[:-4] + struct.pack("<I", len(CSV) - 1))) == ["F03"]
    packed = zipped(("a.csv", CSV))
    at = packed.index(b"PK\x01\x02") + 24
    for size in (1, len(CSV) - 1, len(CSV) + 1, 2 * len(CSV)):
        assert rules(read(packed[:at] + struct.pack("<I", size) + packed[at + 4 :])) == ["F03"]


def test_a_packed_size_that_takes_in_other_bytes_is_over_a_limit(read):
    entry = zipfile.ZipInfo("a.csv")
    entry.compress_type = zipfile.ZIP_DEFLATED
    packed = bytearray(zipped((entry, CSV)))
    at = packed.index(b"PK\x01\x02")
    (size,) = struct.unpack_from("<I", packed, at + 20)
    packed[at:at] = b"rest"
    struct.pack_into("<I", packed, at + 4 + 20, size + 4)
    struct.pack_into("<I", packed, len(packed) - 6, at + 4)
    assert rules(read(bytes(packed))) == ["F03"]


def test_entries_that_share_their_bytes_are_refused(read):
    packed = bytearray(package({"a.csv": CSV, "__MACOSX/a": CSV}))
    first = packed.index(b"PK\x01\x02")
    second = packed.index(b"PK\x01\x02", first + 1)
    packed[second + 42 : second + 46] = packed[first + 42 : first + 46]
    assert rules(read(bytes(packed))) == ["F03"]


def test_two_archives_one_after_the_other_are_refused(read):
    assert rules(read(zipped(("a.csv", csv(GOOD))) + zipped(("a.csv", CSV)))) == ["F01"]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_archive_looks_cut_off(read, kept):
    for whole in (gzip.compress(CSV.encode()), zipped(("a.csv", CSV))):
        assert rules(read(whole[: int(len(whole) * kept)])) == ["F12"]


def test_an_entry_packed_in_another_way_is_refused(read):
    assert rules(read(zipped(("a.csv", CSV), method=zipfile.ZIP_LZMA))) == ["F01"]


def bomb(size: int) -> bytes:
    """A gzip file that unpacks to so many bytes of nothing: each of its members to 64 MB."""
    member = gzip.compress(bytes(1 << 26))
    return member * -(-size // (1 << 26))


def test_unpacking_stops_at_the_limit(read, monkeypatch):
    assert UNPACKED_BYTES == 8 * 1024**3
    monkeypatch.setattr(unpacking, "UNPACKED_BYTES", 1 << 27)
    assert rules(read(bomb((1 << 27) + 1))) == ["F03"]
    claims = zipped(("a.csv", bytes((1 << 27) + 1)))
    assert rules(read(claims)) == ["F03"]


def test_what_was_unpacked_is_removed_when_the_file_is_read(tmp_path):
    sent, folder = tmp_path / "sent", tmp_path / "spool"
    folder.mkdir()
    for content in (gzip.compress(CSV.encode()), gzip.compress(b"%PDF-"), gzip.compress(CSV.encode())[:-9]):
        sent.write_bytes(content)
        read_file(sent, network_code="NENC", period=PERIOD, spool=Spool(folder))
        assert all(path.suffix == ".arrow" for path in folder.iterdir())


def test_names_of_entries_are_compared_without_case_and_slashes(tmp_path):
    path = tmp_path / "archive"
    path.write_bytes(zipped(("A\\B.csv", CSV)))
    assert "a/b.csv" in Package(path)
    assert zlib.crc32(b"".join(Package(path).verified("a/b.CSV"))) == zlib.crc32(CSV.encode())


def test_rows_of_a_packed_file_keep_their_numbers(read):
    assert column(read(gzip.compress(("x\n" + CSV).encode())), "row") == [3, 4]
