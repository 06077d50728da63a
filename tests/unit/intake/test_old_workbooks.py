"""Old Excel workbooks (XLS), as programs write them and as nobody should. Source: contract, sections 3, 5 and 12."""

import datetime as dt
import struct
from decimal import Decimal

import pytest
import xlwt

from tests.unit.intake.old_samples import (
    BIFF5,
    compound,
    formula,
    header,
    label,
    number,
    old_stream,
    old_workbook,
    place,
    record,
    result,
    saved_by_xlwt,
    shared,
    shared_texts,
    styles,
    text8,
    written_by_xlwt,
)
from tests.unit.intake.samples import DEALS, column, only, rows, rules, unreadable

TOP = ["innovation_code", "location_code", "adoption_status", "adopted_date", "beneficiaries_count"]
ROW = ["INN-0001", "RX1RA", "adopted", dt.date(2017, 11, 30), 120]
DATED = {3: "dd/mm/yyyy"}
DEAL_TOP = DEALS.split(",")
DEAL = ["D-0001", "INN-0001", "Acme", "grant", 12500.5]


def second_row(*cells: bytes, more: list[bytes] | None = None) -> bytes:
    """A workbook whose only sheet has a header and these cells."""
    return old_workbook({"S": [*header(*TOP, "notes"), *cells]}, more or [])


def test_both_datasets_of_a_workbook_are_read(read):
    reading = read(written_by_xlwt({"Adopted": [TOP, ROW], "Read me": [["x"]], "Deals": [DEAL_TOP, DEAL]}, DATED))
    assert (rules(reading), reading.format, reading.ignored_sheets) == ([], "xls", ("Read me",))
    assert [(one.dataset, one.sheet, one.rows_read) for one in reading.datasets] == [
        ("adoptions", "Adopted", 1),
        ("economic_impact", "Deals", 1),
    ]


def test_rows_and_cells_have_the_addresses_that_a_person_sees(read):
    reading = read(
        written_by_xlwt({"S": [["Our report"], [], [None, *TOP], [None, *ROW], [], [None, *ROW]]}, {4: "yyyy-mm-dd"})
    )
    assert (rules(reading), rows(reading), only(reading).rows_blank) == ([], [4, 6], 1)
    assert only(reading).cells["location_code"] == "C"
    assert column(reading, "adopted_date") == [ROW[3]] * 2


def test_a_workbook_without_a_dataset_names_the_nearest(read):
    (found,) = read(written_by_xlwt({"A": [["innovation", "status"], ["INN-0001", "planned"]]})).findings
    assert found.rule.code == "F04"
    assert "Adoptions; missing: location code" in found.message


def test_the_same_dataset_on_two_sheets_refuses_the_file(read):
    (found,) = read(written_by_xlwt({"North": [TOP, ROW], "South": [TOP, ROW]}, DATED)).findings
    assert (found.rule.code, found.message) == ("F04", "Adoptions was found on more than one sheet: North, South.")


@pytest.mark.parametrize("state", [1, 2])
def test_a_hidden_sheet_with_a_dataset_refuses_the_file(read, state):
    content = {"Adopted": header(*TOP), "Old": header(*DEAL_TOP), "Lists": header("planned")}
    reading = read(old_workbook(content, hidden={"Old": state, "Lists": state}))
    (found,) = reading.findings
    assert (found.rule.code, found.place.sheet, reading.ignored_sheets) == ("F14", "Old", ("Old", "Lists"))


def test_charts_and_macro_sheets_are_ignored(read):
    content = {"Chart": [], "Macros": header(*TOP), "S": [*header(*TOP), label(2, 0, "INN-0001")]}
    reading = read(old_workbook(content, kinds={"Chart": 0x20, "Macros": 0x40}))
    assert (rules(reading), reading.ignored_sheets, rows(reading)) == ([], ("Chart", "Macros"), [2])


def test_a_chart_inside_a_sheet_is_none_of_its_cells(read):
    chart = record(0x809, struct.pack("<2H", 0x600, 0x20).ljust(16, b"\0")) + number(9, 9, 1.0) + record(0x0A)
    assert rows(read(second_row(label(2, 0, "INN-0001"), chart))) == [2]


def test_hidden_rows_and_columns_are_read(read):
    book = xlwt.Workbook()
    sheet = book.add_sheet("S")
    for i, row in enumerate([TOP, ROW[:3], ROW[:3]]):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    sheet.row(1).hidden = True
    sheet.col(1).hidden = True
    assert column(read(saved_by_xlwt(book)), "location_code") == ["RX1RA", "RX1RA"]


def test_numbers_are_read_as_stored_whatever_their_format_shows(read):
    deals = [["D-0001", "INN-0001", "Acme", "grant", value] for value in (0.1 + 0.2, 0.25, 12345678.0, 1e6)]
    for shown in ("0%", "£#,##0", '[$£-809]#,##0.00;"d"', '0" days"'):
        reading = read(written_by_xlwt({"S": [DEAL_TOP, *deals]}, {4: shown}))
        assert rules(reading) == []
        assert column(reading, "investment_gbp") == [Decimal(n) for n in ("0.30", "0.25", "12345678.00", "1000000.00")]


def test_a_number_is_a_date_where_its_format_shows_one(read):
    for shown in ("dd/mm/yyyy", "mmm-yy", "[$-809]d mmmm yyyy", "m/d/yy"):
        assert column(read(written_by_xlwt({"S": [TOP, ROW]}, {3: shown})), "adopted_date") == [ROW[3]]
    dataset = only(read(written_by_xlwt({"S": [TOP, [*ROW[:3], 43069, 5], [*ROW[:3], ROW[3], ROW[3]]]}, {4: "d/m/yy"})))
    assert unreadable(dataset) == [["adopted_date", "beneficiaries_count"], ["adopted_date", "beneficiaries_count"]]
    assert dataset.raw["adopted_date"].to_pylist()[0] == "43069"


def test_dates_of_the_1904_system_are_the_same_days(read):
    book = xlwt.Workbook()
    book.dates_1904 = True
    sheet = book.add_sheet("S")
    for j, (name, value) in enumerate(zip(TOP, [*ROW[:3], 41607, 1], strict=True)):
        sheet.write(0, j, name)
        sheet.write(1, j, value, xlwt.easyxf(num_format_str="dd/mm/yyyy" if j == 3 else "General"))
    assert column(read(saved_by_xlwt(book)), "adopted_date") == [dt.date(2017, 11, 30)]


def test_short_numbers_are_whole_numbers_floats_or_hundredths(read):
    def short(value: int) -> bytes:
        return struct.pack("<Hi", 0, value)

    half, hundredths, negative = 0x3FE00000, 12345 << 2 | 3, -5 << 2 | 2
    half_of_hundred = struct.unpack("<i", struct.pack("<d", 50.0)[4:])[0] | 1
    many = record(0x0BD, struct.pack("<2H", 1, 4) + short(hundredths) + short(half) + short(120 << 2 | 2) + b"\x06\x00")
    single = record(0x27E, struct.pack("<2H", 2, 4) + short(negative))
    other = record(0x27E, struct.pack("<2H", 3, 4) + short(half_of_hundred))
    top = [*DEAL_TOP, "jobs_created_fte", "jobs_safeguarded_fte"]
    reading = read(old_workbook({"S": [*header(*top), many, single, other]}))
    assert only(reading).raw["investment_gbp"].to_pylist() == ["123.45", "-5", "0.5"]
    assert only(reading).raw["jobs_created_fte"].to_pylist() == ["0.5", None, None]
    assert only(reading).raw["jobs_safeguarded_fte"].to_pylist() == ["120", None, None]


def test_formulas_count_with_their_stored_value(read):
    text = [formula(2, 1, result(0)), record(0x4BC, bytes(10)), record(0x207, text8("RX1"))]
    reading = read(second_row(*text, formula(2, 4, 5.0), formula(2, 5, result(1, 1))))
    dataset = only(reading)
    assert (rules(reading), unreadable(dataset)) == ([], [[]])
    assert dataset.table["location_code"].to_pylist() == ["RX1"]
    assert dataset.table["beneficiaries_count"].to_pylist() == [5]
    assert dataset.table["notes"].to_pylist() == ["TRUE"]


def test_a_formula_without_a_stored_value_can_not_be_read(read):
    dataset = only(read(second_row(formula(2, 4, result(0)), label(2, 5, "x"))))
    assert (unreadable(dataset), dataset.raw["beneficiaries_count"].to_pylist()) == ([["beneficiaries_count"]], [None])
    assert unreadable(only(read(written_by_xlwt({"S": [TOP, [*ROW[:3], None, xlwt.Formula("1+1")]]})))) == [
        ["beneficiaries_count"]
    ]


def test_an_empty_result_is_a_blank_where_a_program_calculated_it(read):
    cells = [label(2, 0, "INN-0001"), formula(2, 4, result(3))]
    assert unreadable(only(read(second_row(*cells, more=[record(0x1C1, bytes(8))])))) == [[]]
    assert unreadable(only(read(second_row(*cells)))) == [["beneficiaries_count"]]


@pytest.mark.parametrize(
    ("code", "shown"),
    [(0x00, "#NULL!"), (0x07, "#DIV/0!"), (0x0F, "#VALUE!"), (0x17, "#REF!"), (0x1D, "#NAME?"), (0x24, "#NUM!"),
     (0x2A, "#N/A"), (0x99, "#ERROR")],
)  # fmt: skip
def test_error_values_can_not_be_read(read, code, shown):
    for cell in (formula(2, 5, result(2, code)), record(0x205, place(2, 5) + bytes([code, 1]))):
        dataset = only(read(second_row(cell)))
        assert (unreadable(dataset), dataset.raw["notes"].to_pylist()) == ([["notes"]], [shown])


def test_truth_values_are_words(read):
    dataset = only(read(written_by_xlwt({"S": [[*TOP, "notes"], ["INN-0001", "RX1", True, None, False, True]]})))
    assert dataset.raw["notes"].to_pylist() == ["TRUE"]
    assert unreadable(dataset) == [["beneficiaries_count"]]


def test_texts_continue_over_records_and_change_their_width_there(read):
    long, wide = "a" * 9000, "é€" * 5000
    content = written_by_xlwt(
        {"S": [[*TOP, "notes"], *[["INN-0001", "RX1", "planned", None, 0, t] for t in (long, wide, "x")]]}
    )
    assert only(read(content)).raw["notes"].to_pylist() == [long, wide, "x"]
    first = (8).to_bytes(2, "little") + b"\x00abcd"
    table = shared_texts(text8("RX1"), first, continued=[b"\x01" + "é€fg".encode("utf-16-le")])
    assert only(read(second_row(shared(2, 1, 0), shared(2, 5, 1), more=[table]))).raw["notes"].to_pylist() == [
        "abcdé€fg"
    ]


def test_rich_text_is_read_without_its_runs_and_phonetic_guides(read):
    rich = struct.pack("<HBHI", 5, 8 | 4, 1, 6) + b"Royal" + bytes(4) + bytes(6)
    table = shared_texts(rich, text8("RX1"))
    own = record(0x0D6, place(2, 2) + text8("planned") + struct.pack("<HHH", 1, 0, 1))
    dataset = only(read(second_row(shared(2, 1, 1), own, shared(2, 5, 0), more=[table])))
    assert [dataset.raw[name].to_pylist() for name in ("location_code", "adoption_status", "notes")] == [
        ["RX1"], ["planned"], ["Royal"],
    ]  # fmt: skip


def test_half_a_character_is_kept_visible_and_can_not_be_read(read):
    half = text8("Grin\ud83d!")
    for cells, more in ([shared(2, 5, 0)], [shared_texts(half)]), ([label(2, 5, "Grin\ud83d!")], []):
        dataset = only(read(second_row(*cells, more=more)))
        assert (unreadable(dataset), dataset.raw["notes"].to_pylist()) == ([["notes"]], ["Grin\\x3d\\xd8!"])


def label95(row: int, position: int, text: bytes) -> bytes:
    return record(0x204, place(row, position) + len(text).to_bytes(2, "little") + text)


def test_workbooks_of_excel_95_are_read_in_their_code_page(read):
    top = [label95(1, i, name.encode()) for i, name in enumerate([*TOP, "notes"])]
    cells = [label95(2, 0, b"INN-0001"), number(2, 3, 43069.0, 1), label95(2, 5, "Café – £".encode("cp1252"))]
    stream = old_stream({"Läufe": [*top, *cells]}, [record(0x42, b"\xe4\x04"), *styles(0, 14)], version=BIFF5)
    reading = read(compound({"Book": stream}))
    assert (rules(reading), only(reading).sheet, column(reading, "notes")) == ([], "Läufe", ["Café – £"])
    assert column(reading, "adopted_date") == [dt.date(2017, 11, 30)]
    cyrillic = old_stream(
        {"S": [*top, label95(2, 5, "Привет".encode("cp1251"))]}, [record(0x42, b"\xe3\x04")], version=BIFF5
    )
    assert column(read(compound({"Book": cyrillic})), "notes") == ["Привет"]
    broken = old_stream({"S": [*top, label95(2, 5, b"a\x81b")]}, version=BIFF5)
    assert unreadable(only(read(compound({"Book": broken})))) == [["notes"]]
    unknown = old_stream({"S": top}, [record(0x42, b"\x39\x30")], version=BIFF5)
    (found,) = read(compound({"Book": unknown})).findings
    assert (found.rule.code, "code page 12345" in found.message) == ("F01", True)


@pytest.mark.parametrize("stream", ["Book", "Workbook"])
def test_of_two_generations_in_one_file_the_newer_is_read(read, stream):
    newer = old_stream({"New": header(*TOP)})
    older = old_stream({"Old": [label95(1, i, name.encode()) for i, name in enumerate(TOP)]}, version=BIFF5)
    both = {"Book": older, "Workbook": newer}
    reading = read(compound({stream: both[stream]} | both))
    assert only(reading).sheet == "New"


@pytest.mark.parametrize(("last", "expected"), [(65_535, []), (65_536, ["F12"])])
def test_a_sheet_whose_last_row_is_the_last_that_fits_looks_cut_off(read, last, expected):
    reading = read(second_row(label(last, 1, "RX1")))
    assert (rules(reading), only(reading).rows_blank) == (expected, last - 2)


def test_a_value_in_column_201_is_over_the_limit(read):
    assert rules(read(second_row(label(2, 0, "x"), number(2, 199, 1.0)))) == ["W13"]
    (found,) = read(second_row(label(2, 0, "x"), number(2, 200, 1.0))).findings
    assert (found.rule.code, found.place.sheet) == ("F03", "S")


@pytest.mark.parametrize(("count", "expected"), [(32_767, []), (32_768, ["F03"])])
def test_a_cell_of_32768_characters_is_over_the_limit(read, count, expected):
    text = "x" * count
    pieces = [text[at : at + 8000].encode() for at in range(8000, count, 8000)]
    table = shared_texts(
        count.to_bytes(2, "little") + b"\0" + text[:8000].encode(), continued=[b"\0" + p for p in pieces]
    )
    assert rules(read(second_row(shared(2, 5, 0), more=[table]))) == expected


@pytest.mark.parametrize("how", [b"\x00\x00\x34\x12\x78\x56", b"\x01\x00\x01\x00\x01\x00" + bytes(48)])
def test_a_password_is_told_even_the_one_that_excel_knows_by_itself(read, how):
    assert rules(read(second_row(more=[record(0x2F, how)]))) == ["F02"]
    assert rules(read(compound({"EncryptedPackage": b"x", "EncryptionInfo": b"y"}))) == ["F02"]


def test_a_workbook_that_opens_read_only_is_read(read):
    assert rows(read(second_row(label(2, 0, "x"), more=[record(0x86), record(0x5B, bytes(6))]))) == [2]


def test_cells_that_come_column_by_column_are_read_row_by_row(read):
    cells = [
        label(row, position, f"{name} {row}" if row > 1 else name)
        for position, name in enumerate(TOP)
        for row in range(1, 60)
    ]
    reading = read(old_workbook({"S": cells}))
    assert rows(reading) == list(range(2, 60))
    assert only(reading).raw["location_code"].to_pylist()[57] == "location_code 59"


def test_a_document_with_a_workbook_inside_is_no_workbook(read):
    def looks_like(content: bytes) -> str:
        (found,) = read(content).findings
        return found.message

    word = bytearray(compound({"WordDocument": b"x", "Pool": b"y", "Workbook": old_stream({"S": header(*TOP)})}))
    at = word.index("Pool".encode("utf-16-le"))  # made a storage, with the workbook right below it
    word[at + 66], word[at + 72 : at + 80] = 1, b"\xff\xff\xff\xff\x03\0\0\0"
    assert "a Word document (.doc)" in looks_like(bytes(word))


def test_small_workbooks_and_large_sectors_are_read(read):
    stream = old_stream({"S": [*header(*TOP), label(2, 0, "INN-0001")]})
    assert len(stream) < 4096
    for content in (compound({"Workbook": stream}, shift=12), compound({"Workbook": stream}, is_small=True),
                    compound({"Other": b"abc", "Workbook": stream}, shift=12, is_small=True)):  # fmt: skip
        assert (rules(read(content)), rows(read(content))) == ([], [2])


def test_a_large_container_lists_its_sectors_in_more_than_its_header(read):
    many = written_by_xlwt(
        {"S": [[*TOP, "notes"], *[["INN-0001", "RX1", "planned", None, 0, "x" * 32_000 + str(i)] for i in range(260)]]}
    )
    assert len(many) > 109 * 128 * 512
    assert len(rows(read(many))) == 260
