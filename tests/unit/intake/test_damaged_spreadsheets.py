"""Whatever is written as XLS or ODS is read back, and damage is told wherever the format lets anybody tell.

ODS has checksums: any damage is told, or changes nothing. XLS has none: a flipped bit in a stored number is
a number all the same. What holds the values in place is told: sectors, records, lists and shared texts.
"""

import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from decimal import Decimal

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from adoption_reports.domain.reading import Reading
from adoption_reports.intake.compound_file import CompoundFile
from adoption_reports.intake.refusal import Refused
from tests.unit.intake.old_samples import (
    compound,
    formula,
    header,
    label,
    number,
    old_stream,
    place,
    record,
    result,
    shared,
    shared_texts,
    styles,
    text8,
    written_by_xlwt,
)
from tests.unit.intake.open_samples import open_workbook
from tests.unit.intake.samples import column, only, rules
from tests.unit.intake.test_round_trips import DEAL, HEADER, SETTINGS, read_back, read_bytes

TOP = ["innovation_code", "location_code", "adoption_status", "adopted_date", "beneficiaries_count", "notes"]
DEALS_DRAWN = st.lists(DEAL, min_size=1, max_size=6)
ROW = ["INN-0001", "RX1RA", "adopted", date(2017, 11, 30), 120, "a note"]
IN_16_BITS = st.text(st.characters(exclude_categories=["Cs", "Cc"], max_codepoint=0xFFFF), max_size=400)


def placed(rows: list[list[object]], top: int, left: int) -> list[list[object]]:
    """A table below some empty rows and right of some empty columns."""
    return [*([] for _ in range(top)), *([None] * left + list(row) for row in rows)]


@SETTINGS
@given(deals=DEALS_DRAWN, top=st.integers(0, 10), left=st.integers(0, 5), is_old=st.booleans())
def test_deals_are_read_back_wherever_the_table_stands(tmp_path, deals, top, left, is_old):
    rows = placed([HEADER, *([*deal[:4], float(deal[4]) if is_old else deal[4]] for deal in deals)], top, left)
    write = written_by_xlwt if is_old else open_workbook
    reading = read_bytes(write({"S": rows}), tmp_path)
    assert rules(reading) == []
    assert read_back(reading) == deals
    assert column(reading, "row") == [top + 2 + i for i in range(len(deals))]


@SETTINGS
@given(days=st.lists(st.dates(date(1900, 3, 1), date(9999, 12, 31)), min_size=1, max_size=20), is_old=st.booleans())
def test_days_are_read_back(tmp_path, days, is_old):
    rows = [TOP[:4], *(["INN-0001", "RX1", "adopted", day] for day in days)]
    content = written_by_xlwt({"S": rows}, {3: "dd/mm/yyyy"}) if is_old else open_workbook({"S": rows})
    assert column(read_bytes(content, tmp_path), "adopted_date") == days


@SETTINGS
@given(texts=st.lists(IN_16_BITS, min_size=1, max_size=60))
def test_texts_are_read_back_wherever_their_table_is_cut(tmp_path, texts):
    rows = [[*TOP], *(["INN-0001", "RX1", "planned", None, 0, text * 20] for text in texts)]
    notes = only(read_bytes(written_by_xlwt({"S": rows}), tmp_path)).raw["notes"].to_pylist()
    assert notes == [text * 20 if text.strip() else None for text in texts]


@SETTINGS
@given(values=st.lists(st.floats(0, 1e9).map(lambda value: round(value, 2)), min_size=1, max_size=20))
def test_numbers_are_read_back_to_the_penny(tmp_path, values):
    deals = [[f"D-{n:04d}", "INN-0001", "Acme", "grant", value] for n, value in enumerate(values)]
    for content in (written_by_xlwt({"S": [HEADER, *deals]}), open_workbook({"S": [HEADER, *deals]})):
        read = column(read_bytes(content, tmp_path), "investment_gbp")
        assert read == [Decimal(f"{value:.2f}") for value in values]


def content_of(reading: Reading) -> object:
    """Everything that a reading without findings says."""
    return [(one.sheet, one.table.to_pylist(), one.raw.to_pylist(), one.rows_blank) for one in reading.datasets]


OPEN = open_workbook({"Read me": [["Please"]], "S": [TOP, ROW, ROW]})
OLD = written_by_xlwt({"Read me": [["Please"]], "S": [TOP, ROW, ROW]}, {3: "dd/mm/yyyy"})


@SETTINGS
@given(data=st.data())
def test_any_wrong_byte_of_an_open_document_is_told_or_changes_nothing(tmp_path, data):
    damaged = bytearray(OPEN)
    damaged[data.draw(st.integers(0, len(OPEN) - 1))] ^= data.draw(st.integers(1, 255))
    reading = read_bytes(bytes(damaged), tmp_path)
    assert reading.findings or content_of(reading) == content_of(read_bytes(OPEN, tmp_path))


@SETTINGS
@given(data=st.data())
def test_any_wrong_bytes_of_an_old_workbook_give_a_verdict(tmp_path, data):
    damaged = bytearray(OLD)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(OLD) - 1))] = data.draw(st.integers(0, 255))
    reading = read_bytes(bytes(damaged), tmp_path)
    assert reading.findings or reading.datasets


@SETTINGS
@given(kept=st.integers(0, max(len(OPEN), len(OLD)) - 1))
def test_a_spreadsheet_that_is_cut_off_is_told_or_has_all_its_rows(tmp_path, kept):
    for content in (OPEN, OLD):
        reading = read_bytes(content[:kept], tmp_path)
        assert reading.findings or content_of(reading) == content_of(read_bytes(content, tmp_path))


STREAM = old_stream(
    {
        "Read me": header("Please"),
        "S": [
            *header(*TOP),
            shared(2, 0, 0), shared(2, 1, 1), label(2, 2, "adopted"), number(2, 3, 43069.0, 1),
            record(0x27E, place(2, 4) + struct.pack("<i", 120 << 2 | 2)), formula(2, 5, result(0)),
            record(0x207, text8("a note")), shared(3, 0, 0), label(3, 1, "RX2"),
            record(0x0BD, place(3, 3)[:4] + struct.pack("<HiHi", 1, 43069 << 2 | 2, 0, 7 << 2 | 2) + b"\x04\x00"),
            record(0x205, place(3, 5) + b"\x01\x00"), record(0x23E, bytes(18)),
        ],
    },
    [*styles(0, 14), shared_texts(text8("INN-0001"), text8("RX1RA"), b"\x03\x00\x00a", continued=[b"\x01b\0c\0"])],
)  # fmt: skip
"""A workbook's stream with a cell of every kind."""
CONTAINER = compound({"Other": b"x" * 5000, "Workbook": STREAM})


def _heads() -> Iterator[int]:
    """Where the records of the sheets' cells and of the globals' lists have their codes and lengths.

    All but the last cell's: nothing after it shows that it was one.
    """
    position = 0
    listed = (0x809, 0x085, 0x0FC, 0x03C, 0x0E0, 0x00A)
    is_globals = True
    while position < len(STREAM):
        code, length = struct.unpack_from("<HH", STREAM, position)
        is_last_cell = STREAM[position + 4 + length :].startswith(b"\x3e\x02")
        if code in listed if is_globals else not is_last_cell:
            yield from range(position, position + 4)
        is_globals &= code != 0x00A
        position += 4 + length


def test_a_wrong_byte_in_the_head_of_any_record_that_holds_cells_in_place_is_told(tmp_path):
    whole = content_of(read_bytes(compound({"Workbook": STREAM}), tmp_path))
    silent = []
    for position in _heads():
        for change in (1, 2, 4, 16, 128):
            damaged = bytearray(STREAM)
            damaged[position] ^= change
            reading = read_bytes(compound({"Workbook": bytes(damaged)}), tmp_path)
            if not reading.findings and content_of(reading) != whole:
                silent.append((position, change))
    assert silent == []


def test_a_wrong_byte_in_the_tables_of_sectors_is_told_or_changes_nothing():
    tables = len(CONTAINER) - 512
    for position in (*range(8, 512), *range(tables, len(CONTAINER))):
        for change in (1, 2, 4, 8, 16, 32, 64, 128, 255):
            damaged = bytearray(CONTAINER)
            damaged[position] ^= change
            with suppress(Refused):
                container = CompoundFile(pa.py_buffer(bytes(damaged)))
                assert container.read(container.streams["Workbook"]).rstrip(b"\0") == STREAM.rstrip(b"\0")


def test_a_wrong_byte_in_the_directory_is_told_or_changes_nothing(tmp_path):
    whole = content_of(read_bytes(CONTAINER, tmp_path))
    entry = CONTAINER.index("Workbook".encode("utf-16-le"))
    for position in range(entry + 64, entry + 128):
        for change in (1, 8, 128):
            damaged = bytearray(CONTAINER)
            damaged[position] ^= change
            reading = read_bytes(bytes(damaged), tmp_path)
            assert reading.findings or content_of(reading) == whole, position


def test_chains_that_go_round_or_run_into_each_other_are_damage(tmp_path):
    table = len(CONTAINER) - 512
    first = 10  # sectors 0 to 9 are the other stream's
    size = (4096 + 511) // 512
    for sector, following in ((first + 2, first + 1), (first + 2, 3), (first + 2, first), (first, 0xFFFFFFFE),
                              (first + 1, 9_999), (first + size - 2, first + size - 2)):  # fmt: skip
        damaged = bytearray(CONTAINER)
        struct.pack_into("<I", damaged, table + 4 * sector, following)
        assert rules(read_bytes(bytes(damaged), tmp_path)) == ["F12"]


def test_a_list_of_sheets_that_is_not_the_sheets_is_broken(tmp_path):
    at = STREAM.index(struct.pack("<HH", 0x085, 6 + 9)) + 4
    second = STREAM.index(struct.pack("<HH", 0x085, 6 + 3)) + 4
    twice, nowhere, unlisted, chart = (bytearray(STREAM) for _ in range(4))
    twice[second : second + 4] = STREAM[at : at + 4]
    nowhere[second] ^= 4
    unlisted[second - 4] = 0x86
    chart[second + 5] = 2
    for stream in (twice, nowhere, unlisted, chart):
        assert rules(read_bytes(compound({"Workbook": bytes(stream)}), tmp_path)) == ["F01"]
