"""Nasty inputs of our own making, each with the verdict that it gets. Source: reliability, row 7 and its list.

Each is a pure function of nothing: its bytes come piece by piece, so that a large one needs no memory.
"""

import gzip
import io
import random
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from adoption_reports.domain.submissions import ACCEPTED, PARTIAL, REJECTED
from adoption_reports.metadata.limits import STORED_BYTES
from tests.unit.intake.old_samples import header as old_header
from tests.unit.intake.old_samples import label, old_workbook
from tests.unit.intake.open_samples import gap, open_document, open_row, open_sheet, row_xml
from tests.unit.intake.samples import (
    ADOPTIONS_HEADER,
    DEALS,
    GOOD,
    HEADER,
    csv,
    package,
    raw_workbook,
    sheet_xml,
    text_cell,
    workbook,
)

Pieces = bytes | str | Iterable[bytes]
MB = 1_000_000
TEN = [f"INN-{number:04},RX1RA,adopted,30/11/2017,120,received," for number in range(1, 11)]
_SPELLINGS = [
    *(("120", number) for number in ("(500)", "1.234,56", "1,23", "1e5", "12k", "NaN", "٣")),
    *(("30/11/2017", day) for day in ("11/30/2017", "31/02/2018", "30/11/17", "43069")),
]
_OPENING = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_CLOSING = b"</sheetData></worksheet>"
_SHARED = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Input:
    """One nasty file. rules: how often each is found; None where only the verdict is promised.

    sparse: bytes of nothing that follow, for files too large to be written.
    """

    name: str
    make: Callable[[], Pieces]
    verdict: str
    rules: dict[str, int] | None = None
    sparse: int = 0

    def write(self, path: Path) -> None:
        """Write the file."""
        made = self.make()
        with path.open("wb") as file:
            for piece in [made] if isinstance(made, bytes | str) else made:
                file.write(piece.encode() if isinstance(piece, str) else piece)
            if self.sparse:
                file.truncate(file.tell() + self.sparse)


def _ten(*instead: str, header: str = HEADER) -> str:
    """Ten good rows, the first ones replaced."""
    return csv(*instead, *TEN[len(instead) :], header=header)


def _cells(*rows: tuple[str, ...]) -> str:
    """Rows of inline strings below the header."""
    return "".join(
        f'<row r="{number}">'
        + "".join(text_cell(f"{chr(65 + i)}{number}", text) for i, text in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, start=2)
    )


def _corners() -> bytes:
    return raw_workbook(
        sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    )


def _one_cell_of_600_mb() -> bytes:
    start = b'<row r="1"><c r="A1" t="inlineStr"><is><t>'
    return raw_workbook([_OPENING, start, *[b"a" * MB] * 600, b"</t></is></c></row>", _CLOSING])


def _shared_strings() -> bytes:
    strings = [b"<si><t>" + b"a" * 60 + b"</t></si>" * 1] * 20_000
    return raw_workbook(sheet_xml(ADOPTIONS_HEADER), shared=[_SHARED, *[b"".join(strings)] * 500, b"</sst>"])


def _doctype(text: str) -> bytes:
    return raw_workbook(
        sheet_xml('<row r="1"><c r="A1" t="str"><v>&b;</v></c></row>', opening=f"<!DOCTYPE x [{text}]>")
    )


def _damaged() -> bytes:
    """A bit of a workbook's compressed sheet turned over."""
    content = bytearray(workbook({"S": [row.split(",") for row in _ten().splitlines()]}))
    content[content.index(b"xl/worksheets/sheet1.xml") + 60] ^= 16
    return bytes(content)


def _every_row_breaks_five_rules() -> Iterator[bytes]:
    """An unknown innovation and location, a number out of range, a day of the future, an unknown word."""
    yield HEADER.encode() + b"\n"
    for start in range(0, _MILLION, 10_000):
        rows = (f"INN-9999,ZZ9{n:06},adopted,30/11/2031,6000000,helped,\n" for n in range(start, start + 10_000))
        yield "".join(rows).encode()


def _random_bytes() -> bytes:
    return random.Random("hostile").randbytes(5 * MB)


def _old_container() -> bytes:
    """An Office container whose list of sectors points at itself."""
    head = struct.pack("<8s16sHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 62, 3, 0xFFFE, 9, 6)
    sectors = struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0, 1, 0, 0xFFFFFFFE, 0)
    return (head + sectors).ljust(512, b"\0") + b"\0" * 512 * 20


def _gzip_of_a_gigabyte() -> Iterator[bytes]:
    """A megabyte of gzip that unpacks to a gigabyte of zeros."""
    squeeze = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    for _ in range(1_000):
        yield squeeze.compress(b"\0" * MB)
    yield squeeze.flush()


def _old_sheet_to_its_last_row() -> bytes:
    """An .xls whose last used row is the last that fits, 65,536."""
    rows = [
        cell
        for row in (2, 65_536)
        for cell in (label(row, 0, "INN-0001"), label(row, 1, "RX1RA"), label(row, 2, "planned"))
    ]
    return old_workbook({"S": [*old_header("innovation_code", "location_code", "adoption_status"), *rows]})


def _open_sheet_of_repetitions() -> bytes:
    """A kilobyte of .ods that says 1,048,576 rows of 200 cells each."""
    line = open_row("INN-0001", "RX1RA", "planned")
    head = open_row("innovation_code", "location_code", "adoption_status")
    return open_document(
        open_sheet(
            head
            + row_xml(gap(200), 1_000_000)
            + line.replace("<table:table-row", '<table:table-row table:number-rows-repeated="1000000"', 1)
        )
    )


def _parquet() -> bytes:
    stream = io.BytesIO()
    columns = dict(zip(HEADER.split(",")[:3], (["INN-0001"] * 99, ["RX1RA"] * 99, ["planned"] * 99), strict=True))
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


INPUTS = (
    Input("two cells that span a whole sheet", _corners, REJECTED, {"F03": 1}),
    Input("one cell of 600 MB", _one_cell_of_600_mb, REJECTED, {"F03": 1}),
    Input("ten million shared strings", _shared_strings, REJECTED),
    Input(
        "entities within entities",
        lambda: _doctype('<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'),
        REJECTED,
        {"F01": 1},
    ),
    Input("an external entity", lambda: _doctype('<!ENTITY b SYSTEM "file:///etc/passwd">'), REJECTED, {"F01": 1}),
    Input("a wrong checksum", _damaged, REJECTED, {"F12": 1}),
    Input("a megabyte of gzip that unpacks to a gigabyte", _gzip_of_a_gigabyte, REJECTED, {"F01": 1}),
    Input("a truncated gzip", lambda: gzip.compress(_ten().encode())[:-9], REJECTED, {"F12": 1}),
    Input("a ZIP of two files", lambda: package({"a.csv": _ten(), "b.csv": _ten()}), REJECTED, {"F01": 1}),
    Input("a ZIP within a ZIP", lambda: package({"a.zip": package({"a.csv": _ten()})}), REJECTED, {"F01": 1}),
    Input("a ZIP whose file is called ../../a.csv", lambda: package({"../../a.csv": _ten()}), ACCEPTED, {}),
    Input("an .xls that ends at its last possible row", _old_sheet_to_its_last_row, REJECTED),
    Input("an .ods of repetitions", _open_sheet_of_repetitions, REJECTED),
    Input("a Parquet file cut in half", lambda: _parquet()[: len(_parquet()) // 2], REJECTED, {"F12": 1}),
    Input("JSON nested a hundred thousand deep", lambda: '{"innovation_code": ' + "[" * 100_000, REJECTED),
    Input("random bytes", _random_bytes, REJECTED, {"F01": 1}),
    Input("zeros alone", lambda: b"\0" * 5 * MB, REJECTED, {"F01": 1}),
    Input("an Office container that goes in circles", _old_container, REJECTED),
    Input("no bytes", lambda: b"", REJECTED, {"F01": 1}),
    Input("a byte order mark alone", lambda: b"\xef\xbb\xbf", REJECTED, {"F01": 1}),
    Input("a header alone", lambda: HEADER, REJECTED, {"F06": 1}),
    Input("a web page named .xls", lambda: "<html><table><tr><td>INN-0001</table></html>", REJECTED, {"F01": 1}),
    Input("a CSV named .xlsx", _ten, ACCEPTED, {}),
    Input("one extra delimiter", lambda: _ten(GOOD + ","), PARTIAL, {"R01": 1}),
    Input("one unescaped quote", lambda: _ten(GOOD + 'the "best" one'), PARTIAL, {"R01": 1}),
    Input("a quote that is never closed", lambda: _ten(GOOD + '"and then'), REJECTED, {"F12": 1}),
    Input("two stray quotes with a row between", lambda: _ten(GOOD + '"a', TEN[1], TEN[2] + 'b"'), PARTIAL, {"R01": 1}),
    Input("two encodings", lambda: _ten(GOOD + "café").encode() + TEN[0].encode() + b"caf\xe9\n", REJECTED, {"F13": 1}),
    Input("UTF-16 without its mark", lambda: _ten().encode("utf-16-le"), REJECTED, {"F01": 1}),
    Input("a NUL in a note", lambda: _ten(GOOD + "a\0b"), PARTIAL, {"R03": 1}),
    Input("a zero-width space in a code", lambda: _ten(GOOD.replace("RX1RA", "RX1\u200bRA")), PARTIAL, {"R04": 1}),
    Input("a text turned right to left", lambda: _ten(GOOD + "\u202egnp.exe"), ACCEPTED, {}),
    Input(
        "one name in two normal forms",
        lambda: csv(
            *(
                f"INN-0001,{name},NE1 4LP,adopted,30/11/2017,{count},received"
                for name, count in (("Café", 1), ("Cafe\u0301", 2), ("Gym", 3))
            ),
            header="innovation_code,location_name,location_postcode,adoption_status,adopted_date,"
            "beneficiaries_count,benefit_basis",
        ),
        PARTIAL,
        {"R09": 2},
    ),
    Input(
        "two columns that differ in case",
        lambda: csv("D-0001,INN-0001,Acme,grant,5000,x", header=f"{DEALS},DEAL_reference"),
        REJECTED,
        {"F05": 1},
    ),
    Input("no-break spaces around a header", lambda: _ten(header=HEADER.replace(",", "\u00a0,\u00a0")), ACCEPTED, {}),
    Input(
        "formulas without values",
        lambda: workbook({"S": [HEADER.split(","), *[["INN-0001", f"=A{n}", "planned"] for n in range(9)]]}),
        REJECTED,
        {"F10": 1, "R03": 9},
    ),
    Input(
        "a hidden sheet",
        lambda: workbook({"Notes": [["read me"]], "S": [HEADER.split(","), GOOD.split(",")]}, hidden=["S"]),
        REJECTED,
        {"F14": 1},
    ),
    Input(
        "spellings of numbers and days",
        lambda: csv(
            *(
                TEN[0].replace("0001", f"{number:04}").replace(usual, f'"{spelling}"')
                for number, (usual, spelling) in enumerate(_SPELLINGS, start=1)
            )
        ),
        REJECTED,
        {"F10": 1, "R03": 11},
    ),
    Input("text that a spreadsheet would run", lambda: _ten(GOOD + "=cmd|' /C calc'!A0"), ACCEPTED, {}),
    Input(
        "text that a browser would run",
        lambda: _ten(GOOD.replace("received", "<script>x()</script>")),
        PARTIAL,
        {"R08": 1},
    ),
    Input("a line of 5 GB", lambda: HEADER + "\n", REJECTED, {"F03": 1}, sparse=5_000_000_000),
    Input("a line of 100 MB", lambda: [csv(GOOD).encode(), b"a" * 100 * MB], REJECTED, {"F03": 1}),
    Input("a million columns", lambda: csv("," * _MILLION), REJECTED, {"F03": 1}),
    Input("a file one byte over the limit", lambda: csv(GOOD), REJECTED, {"F03": 1}, sparse=STORED_BYTES),
    Input("a million rows that each break five rules", _every_row_breaks_five_rules, REJECTED,
          {"F10": 1, "R04": _MILLION, "R05": _MILLION, "R06": _MILLION, "R07": _MILLION, "R08": _MILLION}),
)  # fmt: skip
assert len({one.name for one in INPUTS}) == len(INPUTS)
