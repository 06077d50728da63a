"""Whatever is written is read back: any dialect of CSV, any cell of a sheet; and any bytes give a verdict."""

import csv
import gzip
import io
import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.cells import Cells
from adoption_reports.intake.exact_cells import exact_cells
from adoption_reports.intake.exact_records import exact_records
from adoption_reports.intake.fast_cells import fast_cells
from adoption_reports.intake.package import Package
from adoption_reports.intake.plain_xml import NotPlain
from adoption_reports.intake.reader import read_file
from adoption_reports.intake.records import scan_block
from adoption_reports.metadata.datasets import DATASETS
from tests.unit.intake.samples import DEALS, only, package, raw_workbook, rules, saved, sheet_xml

SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(lambda t: t.strip() == t)
DEAL = st.tuples(
    st.from_regex(r"[A-Z0-9/_-]{4,40}", fullmatch=True),
    st.from_regex(r"INN-[0-9]{4}", fullmatch=True),
    TEXT,
    st.sampled_from(["grant", "equity", "in_kind"]),
    st.decimals(0, 10**9, places=2),
)
HEADER = DEALS.split(",")
Deal = tuple[str, str, str, str, Decimal]


def read_bytes(content: bytes, folder: Path) -> Reading:
    path = folder / "sent"
    path.write_bytes(content)
    return read_file(path, network_code="NENC", period=Period(2017, 3))


def in_dialect(rows: Sequence[Sequence[object]], delimiter: str, quoting: Any, end: str) -> str:
    """Rows as CSV, every value with a CR or LF quoted.

    Until Python 3.13 the library quotes only what is part of its own line end, so a CR in a file of LF went out bare,
    where it ends the record.
    """
    written = []
    for row in rows:
        stream = io.StringIO(newline="")
        csv.writer(stream, delimiter=delimiter, quoting=quoting, lineterminator="\r\n").writerow(row)
        written.append(stream.getvalue().removesuffix("\r\n") + end)
    return "".join(written)


def read_back(reading: Reading) -> list[Deal]:
    table = only(reading).table.select(HEADER)
    return [tuple(row.values()) for row in table.to_pylist()]


@SETTINGS
@given(
    deals=st.lists(DEAL, min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\r\n", "\n", "\r"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_deals_in_any_dialect_of_csv_are_read_back(tmp_path, deals, delimiter, quoting, end, codec):
    text = in_dialect([HEADER, *deals], delimiter, quoting, end)
    reading = read_bytes(text.encode(codec), tmp_path)
    assert rules(reading) == []
    assert read_back(reading) == deals


NOTES = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",;|\t\r\n'), max_size=40).filter(
    lambda text: text.strip() == text
)
PLACE = st.tuples(st.from_regex(r"[A-Z0-9]{3,12}", fullmatch=True), st.just(""), st.just("")) | st.tuples(
    st.just(""), TEXT, st.from_regex(r"[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}", fullmatch=True)
)
DAYS = st.dates(date(2013, 4, 1), date(2017, 12, 31))
ADOPTION = st.one_of(
    st.tuples(st.just("planned"), st.none(), st.none(), st.just(0), st.just("")),
    st.tuples(st.just("adopted"), DAYS, st.none(), st.integers(0, 5_000_000), st.sampled_from(["received", "covered"])),
    st.tuples(st.just("stopped"), DAYS, DAYS, st.none(), st.just("")),
)


@SETTINGS
@given(
    adoptions=st.lists(st.tuples(st.integers(0, 9999), PLACE, ADOPTION, NOTES), min_size=1, max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    end=st.sampled_from(["\r\n", "\n", "\r"]),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
@example(
    adoptions=[(0, ("000", "", ""), ("planned", None, None, 0, ""), "0\r0")],
    delimiter=",",
    quoting=csv.QUOTE_MINIMAL,
    end="\n",
    codec="utf-8",
)
def test_adoptions_with_notes_of_any_text_are_read_back(tmp_path, adoptions, delimiter, quoting, end, codec):
    columns = DATASETS["adoptions"].columns
    rows = [(f"INN-{number:04}", *place, *what, notes) for number, place, what, notes in adoptions]
    text = in_dialect([columns, *rows], delimiter, quoting, end)
    reading = read_bytes(text.encode(codec), tmp_path)
    assert rules(reading) == []
    read = [tuple(row.values()) for row in only(reading).table.select(columns).to_pylist()]
    assert read == [tuple(value if value != "" else None for value in row) for row in rows]


def as_csv(deals: list[Deal]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([HEADER, *deals])
    return stream.getvalue().encode()


def as_json_lines(deals: list[Deal]) -> bytes:
    """Deals as JSON writes them, but for the digits of numbers, which it takes from binary floats."""
    lines = [json.dumps(dict(zip(HEADER, deal, strict=True)), default=lambda n: f"<{n}>") for deal in deals]
    return "\n".join(re.sub(r'"<([0-9.]+)>"', r"\1", line) for line in lines).encode()


def as_parquet(deals: list[Deal]) -> bytes:
    columns = dict(zip(HEADER, zip(*deals, strict=True), strict=True))
    stream = io.BytesIO()
    pq.write_table(pa.table({name: list(values) for name, values in columns.items()}), stream, write_page_checksum=True)
    return stream.getvalue()


PACKED: dict[str, Callable[[list[Deal]], bytes]] = {
    "jsonl": as_json_lines,
    "parquet": as_parquet,
    "csv+gzip": lambda deals: gzip.compress(as_csv(deals), mtime=0),
    "csv+zip": lambda deals: package({"deals": as_csv(deals)}),
}


@pytest.mark.parametrize("format_name", PACKED)
@settings(SETTINGS, max_examples=30)
@given(deals=st.lists(DEAL, min_size=1, max_size=6))
def test_deals_in_any_format_are_what_their_csv_is(tmp_path, format_name, deals):
    reading, plain = read_bytes(PACKED[format_name](deals), tmp_path), read_bytes(as_csv(deals), tmp_path)
    assert (reading.format, rules(reading), read_back(reading)) == (format_name, [], deals)
    assert read_back(plain) == deals
    assert only(reading).raw.drop_columns("investment_gbp").equals(only(plain).raw.drop_columns("investment_gbp"))


MUTATED: list[Deal] = [
    (f"D-{number:04}", "INN-0001", "Acme", "grant", Decimal(number) + Decimal("0.25")) for number in range(9)
]


@pytest.mark.parametrize("format_name", ["parquet", "csv+gzip", "csv+zip"])
@settings(SETTINGS, max_examples=60)
@given(data=st.data())
def test_a_changed_byte_or_a_missing_end_is_told_or_changes_nothing(sandbox, tmp_path, format_name, data):
    content = bytearray(PACKED[format_name](MUTATED))
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[at] = data.draw(st.integers(0, 255))
    else:
        del content[at:]
    if format_name == "parquet":  # whose library may end the process
        path = tmp_path / "sent"
        path.write_bytes(content)
        reading = sandbox.read(path, network_code="NENC", period=Period(2017, 3))
    else:
        reading = read_bytes(bytes(content), tmp_path)
    assert reading.findings or read_back(reading) == MUTATED


@SETTINGS
@given(deals=st.lists(DEAL, min_size=1, max_size=6), top=st.integers(0, 10), left=st.integers(0, 5))
def test_deals_in_a_workbook_are_read_back_wherever_the_table_stands(tmp_path, deals, top, left):
    book = openpyxl.Workbook()
    sheet = book.active
    for i, row in enumerate([HEADER, *deals]):
        for j, value in enumerate(row):
            cell = sheet.cell(top + i + 1, left + j + 1)
            cell.value = value
            cell.data_type = "n" if isinstance(value, Decimal) else "s"
    reading = read_bytes(saved(book), tmp_path)
    assert rules(reading) == []
    assert read_back(reading) == deals
    assert only(reading).table["row"].to_pylist() == [top + 2 + i for i in range(len(deals))]


@SETTINGS
@given(
    days=st.lists(st.dates(date(1900, 3, 1), date(9999, 12, 31)), min_size=1, max_size=20),
    shape=st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d-%b-%Y", None]),
)
def test_days_are_read_back_from_text_and_from_a_workbook(tmp_path, days, shape):
    book = openpyxl.Workbook()
    book.active.append(["innovation_code", "location_code", "adoption_status", "adopted_date"])
    for day in days:
        book.active.append(["INN-0001", "RX1", "adopted", day.strftime(shape) if shape else day])
    assert only(read_bytes(saved(book), tmp_path)).table["adopted_date"].to_pylist() == days


@SETTINGS
@given(
    text=st.text(st.sampled_from(['"', ",", "\n", "\r", "a", "b", " "]), max_size=60),
    is_last=st.booleans(),
)
@example('"a"b,"c\n', True)
@example('a,"b""\n', True)
@example('""""', True)
@example("a\r", False)
def test_the_vectorised_pass_finds_the_records_that_the_state_machine_finds(text, is_last):
    data = np.frombuffer(text.encode(), np.uint8)
    exact = list(exact_records(data.data, ord(","), start=0, is_last=is_last))
    is_unterminated = bool(exact) and exact[-1].is_unterminated
    whole = exact[:-1] if is_unterminated else exact
    found = scan_block(data, ord(","), is_last=is_last)
    assert found.is_unterminated == is_unterminated
    assert found.consumed == (whole[-1].following if whole else 0)
    assert found.lines == sum(record.lines for record in whole)
    assert list(zip(found.start, found.end, found.count, found.is_broken, strict=True)) == [
        (record.start, record.end, len(record.fields), record.is_broken) for record in whole
    ]
    assert list(zip(found.field_start, found.field_end, strict=True)) == [f for record in whole for f in record.fields]


CELL = st.sampled_from(
    ['<c r="{}"/>', '<c r="{}" s="3"/>', '<c r="{}"><v>1.5</v></c>', '<c r="{}" s="1"><v>43069</v></c>',
     '<c r="{}" t="s"><v>0</v></c>',
     '<c r="{}" s="2" t="str"><f>A1</f><v>x &amp; y</v></c>', '<c r="{}"><f>1&gt;0</f></c>',
     '<c r="{}"><f>1</f><v/></c>', '<c r="{}" t="b"><v>1</v></c>',
     '<c r="{}" t="e"><f t="shared" ref="A1:B2" si="0">x</f><v>#REF!</v></c>',
     '<c r="{}" t="inlineStr"><is><t xml:space="preserve"> a_x0041_ </t></is></c>',
     '<c r="{}" t="str"><v></v></c>', '<c r="{}" t="inlineStr"><is><t/></is></c>',
     '<c r="{}" t="d"><v>2017-11-30T00:00:00</v></c>', '<c r="{}"><v>a > b</v></c>',
     '<c r="{}" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
     '<c r="{}" s="1" t="n" cm="1"><v>7</v></c>', "<c r='{}'><v>1</v></c>", '<c  r="{}"><v>1</v></c>']
)  # fmt: skip
ROWS = st.lists(st.tuples(st.integers(1, 3), st.lists(CELL, max_size=4)), max_size=5)


@SETTINGS
@given(drawn=ROWS, space=st.sampled_from(["", "\n", "\n  "]))
def test_the_fast_way_to_read_cells_agrees_with_the_xml_parser(tmp_path, drawn, space):
    number, xml = 0, ""
    for step, cells in drawn:
        number += step
        inside = "".join(space + cell.format(f"{chr(65 + i)}{number}") for i, cell in enumerate(cells))
        xml += f'{space}<row r="{number}" spans="1:4">{inside}</row>' if cells else f'{space}<row r="{number}"/>'
    path = tmp_path / "sent"
    path.write_bytes(raw_workbook(sheet_xml(xml)))
    part = "xl/worksheets/sheet1.xml"
    exact = _flat(exact_cells(Package(path), part))
    try:
        assert _flat(fast_cells(Package(path), part)) == exact
    except NotPlain:
        is_odd = "<r>" in xml or "'" in xml or "<c  " in xml
        assert is_odd, "a sheet as programs write it should be read the fast way"


def _flat(batches: "list[Cells]") -> list[tuple[object, ...]]:
    return [
        (int(r), int(c), int(k), int(s), bool(f), t)
        for b in batches
        for r, c, k, s, f, t in zip(b.row, b.column, b.kind, b.style, b.is_formula, b.text.to_pylist(), strict=True)
    ]


@SETTINGS
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.builds(
            lambda mark, rest: mark + rest,
            st.sampled_from(
                [
                    b"PK\x03\x04",
                    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                    b"\xff\xfe",
                    b"\xef\xbb\xbf",
                    DEALS.encode() + b"\n",
                ]
            ),
            st.binary(max_size=300),
        ),
    )
)
def test_any_bytes_give_a_verdict(tmp_path, content):
    reading = read_bytes(content, tmp_path)
    assert reading.findings or reading.datasets


@SETTINGS
@given(data=st.data())
def test_a_damaged_workbook_gives_a_verdict(tmp_path, data):
    content = bytearray(_WORKBOOK)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    reading = read_bytes(bytes(content), tmp_path)
    if not reading.findings:
        assert only(reading).rows_read == 1, "damage that changes no checksum leaves the rows as they were"


_WORKBOOK = raw_workbook(
    sheet_xml(
        '<row r="1">'
        + "".join(f'<c r="{chr(65 + i)}1" t="str"><v>{name}</v></c>' for i, name in enumerate(HEADER))
        + '</row><row r="2"><c r="A2"><v>1</v></c></row>'
    )
)


@pytest.mark.parametrize("limit", [1, 5, 50])
def test_reading_stops_at_the_most_fields_that_were_asked_for(limit):
    data = np.frombuffer(b"," * 60, np.uint8)
    (record,) = exact_records(data.data, ord(","), start=0, is_last=True, most_fields=limit)
    assert (record.is_cut, len(record.fields)) == (True, limit + 1)
