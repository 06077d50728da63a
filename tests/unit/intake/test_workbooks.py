"""Workbooks: sheets, cells, formulas and dates as spreadsheets store them. Source: contract, sections 3 and 12."""

import datetime as dt
from decimal import Decimal

import openpyxl
import pytest

from adoption_reports.intake.cell_texts import serial_date
from adoption_reports.intake.workbook_parts import is_date_format
from tests.unit.intake.samples import (
    ADOPTIONS_HEADER,
    DEALS,
    column,
    only,
    raw_workbook,
    rows,
    rules,
    saved,
    sheet_xml,
    text_cell,
    unreadable,
    workbook,
)

TOP = ["innovation_code", "location_code", "adoption_status", "adopted_date", "beneficiaries_count"]
ROW = ["INN-0001", "RX1RA", "adopted", dt.date(2017, 11, 30), 120]
DEAL_TOP = DEALS.split(",")
DEAL = ["D-0001", "INN-0001", "Acme", "grant", 12500.5]


def cells(xml: str, **more: str) -> bytes:
    """A workbook whose second row is given as XML."""
    return raw_workbook(sheet_xml(f'{ADOPTIONS_HEADER}<row r="2">{xml}</row>'), **more)


def test_both_datasets_of_a_workbook_are_read(read):
    reading = read(workbook({"Adopted": [TOP, ROW], "Deals": [DEAL_TOP, DEAL]}))
    assert rules(reading) == []
    assert [(one.dataset, one.sheet, one.rows_read) for one in reading.datasets] == [
        ("adoptions", "Adopted", 1),
        ("economic_impact", "Deals", 1),
    ]


def test_sheets_without_a_header_are_listed_as_ignored(read):
    reading = read(
        workbook({"Read me": [["Please"]], "Adopted": [TOP, ROW], "Lists": [["planned"], ["adopted"]], "Empty": []})
    )
    assert rules(reading) == []
    assert reading.ignored_sheets == ("Read me", "Lists", "Empty")


def test_a_workbook_without_a_dataset_names_the_nearest(read):
    (found,) = read(workbook({"A": [["x"]], "B": [["innovation", "status"], ["INN-0001", "planned"]]})).findings
    assert found.rule.code == "F04"
    assert "Adoptions; missing: location code" in found.message


def test_the_same_dataset_on_two_sheets_refuses_the_file(read):
    reading = read(workbook({"North": [TOP, ROW], "South": [TOP, ROW]}))
    (found,) = reading.findings
    assert (found.rule.code, found.message) == ("F04", "Adoptions was found on more than one sheet: North, South.")


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_with_a_dataset_refuses_the_file(read, state):
    book = openpyxl.load_workbook(stream(workbook({"Adopted": [TOP, ROW], "Old": [DEAL_TOP, DEAL]})))
    book["Old"].sheet_state = state
    reading = read(saved(book))
    (found,) = reading.findings
    assert (found.rule.code, found.place.sheet) == ("F14", "Old")
    assert [one.sheet for one in reading.datasets] == ["Adopted"]


def test_a_hidden_sheet_without_a_dataset_is_ignored(read):
    reading = read(workbook({"Adopted": [TOP, ROW], "Lists": [["planned"]]}, hidden=["Lists"]))
    assert (rules(reading), reading.ignored_sheets) == ([], ("Lists",))


def test_hidden_rows_and_columns_are_read(read):
    book = openpyxl.load_workbook(stream(workbook({"S": [TOP, ROW, ROW]})))
    book["S"].row_dimensions[2].hidden = True
    book["S"].column_dimensions["E"].hidden = True
    assert column(read(saved(book)), "beneficiaries_count") == [120, 120]


def test_an_empty_dataset_beside_a_filled_one_is_ignored_and_noted(read):
    reading = read(workbook({"Adopted": [TOP, ROW], "Deals": [DEAL_TOP]}))
    (found,) = reading.findings
    assert (found.rule.code, found.place.sheet, found.place.dataset) == ("W15", "Deals", "economic_impact")
    assert [one.dataset for one in reading.datasets] == ["adoptions"]


def test_two_empty_datasets_are_both_kept(read):
    reading = read(workbook({"Adopted": [TOP], "Deals": [DEAL_TOP]}))
    assert rules(reading) == []
    assert [(one.dataset, one.rows_read) for one in reading.datasets] == [("adoptions", 0), ("economic_impact", 0)]


def test_row_numbers_are_the_sheets_rows_and_blank_rows_are_counted(read):
    reading = read(workbook({"S": [["Report"], [], TOP, ROW, [], [" ", None, "\u00a0"], ROW, []]}))
    assert rows(reading) == [4, 7]
    assert only(reading).rows_blank == 2


def test_cells_have_their_column_letters(read):
    reading = read(workbook({"S": [["", "x", *TOP]]}))
    assert only(reading).cells["location_code"] == "D"


def test_numbers_and_dates_of_a_spreadsheet_are_read(read):
    deal = ["D-0001", 12345678.0, "Acme", "grant", 0.1 + 0.2, 2.5000000001]
    reading = read(workbook({"S": [[*DEAL_TOP, "jobs created"], deal]}))
    assert column(reading, "investment_gbp") == [Decimal("0.30")]
    assert column(reading, "jobs_created_fte") == [Decimal("2.5")]
    assert column(reading, "innovation_code") == ["12345678"]
    midnight, noon = dt.datetime(2017, 11, 30), dt.datetime(2017, 11, 30, 12)  # noqa: DTZ001
    reading = read(workbook({"S": [TOP, [*ROW[:3], midnight, 1e6], [*ROW[:3], noon, 0.5]]}))
    assert column(reading, "adopted_date") == [dt.date(2017, 11, 30), None]
    assert column(reading, "beneficiaries_count") == [1_000_000, None]
    assert unreadable(only(reading)) == [[], ["adopted_date", "beneficiaries_count"]]
    assert only(reading).raw["adopted_date"].to_pylist()[1] == "2017-11-30 12:00:00"


def test_a_number_in_a_date_column_that_is_not_shown_as_a_date_can_not_be_read(read):
    dataset = only(read(workbook({"S": [TOP, [*ROW[:3], 43069, 5]]})))
    assert unreadable(dataset) == [["adopted_date"]]
    assert dataset.raw["adopted_date"].to_pylist() == ["43069"]


def test_a_date_in_a_column_of_numbers_can_not_be_read(read):
    assert unreadable(only(read(workbook({"S": [TOP, [*ROW[:4], dt.date(2017, 1, 1)]]})))) == [["beneficiaries_count"]]


def test_dates_of_the_1904_system_are_the_same_days(read):
    book = openpyxl.load_workbook(stream(workbook({"S": [TOP, ROW]})))
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert b"date1904" in part_of(saved(book), "xl/workbook.xml")
    assert column(read(saved(book)), "adopted_date") == [dt.date(2017, 11, 30)]


@pytest.mark.parametrize(
    ("serial", "starts_1904", "shown"),
    [("43069", False, "2017-11-30"), ("41607", True, "2017-11-30"), ("43069.5", False, "2017-11-30 12:00:00"),
     ("1", False, "1900-01-01"),
     ("59", False, "1900-02-28"), ("60", False, "1900-02-29"), ("61", False, "1900-03-01"),
     ("0", True, "1904-01-01"), ("0.75", False, "18:00:00"),
     ("-1", False, "-1"), ("99999999", False, "99999999"), ("2958465", False, "9999-12-31"),
     ("2958465", True, "2958465"), ("x", False, "x")],
)  # fmt: skip
def test_serial_numbers_of_days(serial, starts_1904, shown):
    assert serial_date(serial, starts_1904=starts_1904) == shown


@pytest.mark.parametrize(
    ("code", "is_date"),
    [("dd/mm/yyyy", True), ("[h]:mm:ss", True), ("mmm-yy", True), ("[$-809]d mmmm yyyy", True),
     ("yyyy\\-mm\\-dd", True), ("General", False),
     ("0.00", False), ('0" days"', False), ("#,##0;[Red]-#,##0", False), ("£#,##0.00", False),
     ("[$£-809]#,##0", False), ("@", False),
     ("\\d0", False), ("_d0", False), ("0.00E+00", False), ('[Yellow]0;"my"', False)],
)  # fmt: skip
def test_which_number_formats_show_a_date(code, is_date):
    assert is_date_format(code) == is_date


def test_formulas_count_with_their_stored_value(read):
    text, number = '<c r="B2" t="str"><f>X</f><v>RX1</v></c>', '<c r="E2"><f>1&gt;0</f><v>5</v></c>'
    dataset = only(read(cells(text + number)))
    assert dataset.table["location_code"].to_pylist() == ["RX1"]
    assert dataset.table["beneficiaries_count"].to_pylist() == [5]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="E2"><f>1+1</f></c>',
        '<c r="E2"><f>1+1</f><v></v></c>',
        '<c r="E2"><f>1+1</f><v/></c>',
        '<c r="E2"><f t="shared" si="0"/></c>',
    ],
)
def test_a_formula_without_a_stored_value_can_not_be_read(read, cell):
    dataset = only(read(cells(cell)))
    assert unreadable(dataset) == [["beneficiaries_count"]]
    assert dataset.raw["beneficiaries_count"].to_pylist() == [None]


def test_a_formula_that_stores_an_empty_text_is_a_blank(read):
    dataset = only(read(cells(f'{text_cell("A2", "INN-0001")}<c r="E2" t="str"><f>""</f><v></v></c>')))
    assert unreadable(dataset) == [[]]


@pytest.mark.parametrize("where", ["E2", "A2"])
def test_an_error_value_can_not_be_read_in_any_column(read, where):
    dataset = only(read(cells(f'<c r="{where}" t="e"><f>X</f><v>#REF!</v></c>')))
    name = {"E2": "beneficiaries_count", "A2": "innovation_code"}[where]
    assert unreadable(dataset) == [[name]]
    assert dataset.raw[name].to_pylist() == ["#REF!"]


def test_formulas_as_openpyxl_writes_them_have_no_stored_value(read):
    assert unreadable(only(read(workbook({"S": [TOP, [*ROW[:4], "=60*2"]]})))) == [["beneficiaries_count"]]


def test_truth_values_are_words(read):
    assert only(read(workbook({"S": [TOP, [*ROW[:4], True]]}))).raw["beneficiaries_count"].to_pylist() == ["TRUE"]


@pytest.mark.parametrize(
    ("stored", "text"),
    [("A &amp; B &lt;&gt; &#163;5 &#x2019;", "A & B <> £5 ’"), ("line_x000D_\nend", "line\r\nend"),
     ("_x005F_x000D_", "_x000D_"), ("a\r\nb\rc", "a\nb\nc"),
     ("_x00_", "_x00_"), ("_xD83D_", "_xD83D_"), ("é<!-- no -->é", "éé"), ("<![CDATA[<b>]]>", "<b>"),
     ("a > b", "a > b")],
)  # fmt: skip
def test_stored_text_is_read_as_spreadsheets_show_it(read, stored, text):
    header = ADOPTIONS_HEADER.replace("beneficiaries_count", "notes")
    xml = sheet_xml(f'{header}<row r="2">{text_cell("E2", stored)}</row>')
    assert column(read(raw_workbook(xml)), "notes") == [text]


def test_rich_text_is_joined_and_phonetic_guides_are_left_out(read):
    rich = "<r><t>Royal </t></r><r><rPr><b/></rPr><t>Free</t></r><rPh sb='0' eb='1'><t>x</t></rPh>"
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>{rich}</si><si><t>RX1</t></si></sst>'
    dataset = only(read(cells('<c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c>', shared=shared)))
    assert dataset.raw["innovation_code"].to_pylist() == ["Royal Free"]
    assert dataset.raw["location_code"].to_pylist() == ["RX1"]


def test_a_shared_string_that_is_not_there_breaks_the_workbook(read):
    assert rules(read(cells('<c r="A2" t="s"><v>7</v></c>'))) == ["F01"]


def test_cells_may_leave_out_their_addresses(read):
    xml = sheet_xml(
        "<row>"
        + "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in TOP)
        + "</row><row><c/><c t='str'><v>RX1</v></c></row>"
    )
    reading = read(raw_workbook(xml))
    assert (column(reading, "location_code"), rows(reading)) == (["RX1"], [2])


def test_prefixed_names_and_another_encoding_of_the_xml_are_read(read):
    plain = sheet_xml(f'{ADOPTIONS_HEADER}<row r="2">{text_cell("B2", "RX1")}</row>')
    prefixed = plain.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    assert column(read(raw_workbook(prefixed)), "location_code") == ["RX1"]
    assert column(read(raw_workbook([plain.replace("UTF-8", "UTF-16").encode("utf-16")])), "location_code") == ["RX1"]


def test_a_wrong_declared_extent_is_ignored(read):
    xml = sheet_xml(f'{ADOPTIONS_HEADER}<row r="2">{text_cell("B2", "RX1")}</row>').replace(
        "<sheetData>", '<dimension ref="A1:A1"/><sheetData>'
    )
    assert rows(read(raw_workbook(xml))) == [2]


def test_rows_count_up_to_the_last_cell_with_a_value(read):
    styled = '<row r="900"><c r="A900" s="1"/><c r="B900"><v></v></c></row>'
    dataset = only(
        read(raw_workbook(sheet_xml(f'{ADOPTIONS_HEADER}<row r="2">{text_cell("B2", "RX1")}</row>{styled}')))
    )
    assert (dataset.rows_read, dataset.rows_blank) == (1, 0)


@pytest.mark.parametrize(
    ("last", "expected"), [(65_535, []), (65_536, ["F12"]), (65_537, []), (1_048_575, []), (1_048_576, ["F12"])]
)
def test_a_sheet_whose_last_row_is_the_last_that_fits_looks_cut_off(read, last, expected):
    reading = read(raw_workbook(sheet_xml(f'{ADOPTIONS_HEADER}<row r="{last}">{text_cell(f"B{last}", "RX1")}</row>')))
    assert rules(reading) == expected
    assert only(reading).rows_blank == last - 2


def test_a_value_in_column_201_is_over_the_limit(read):
    assert rules(read(cells('<c r="GR2"><v>1</v></c>'))) == ["W13"]
    assert rules(read(cells('<c r="GS2"><v>1</v></c>'))) == ["F03"]


@pytest.mark.parametrize("count", [32_767, 32_768])
@pytest.mark.parametrize("mark", ["é", "&amp;", "_x0041_"])
def test_a_cell_of_32768_characters_is_over_the_limit(read, count, mark):
    expected = ["F03"] if count > 32_767 else ["W13"]
    shared = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{mark * count}</t></si></sst>'
    )
    assert rules(read(cells(text_cell("Z2", mark * count)))) == expected
    assert rules(read(cells('<c r="Z2" t="s"><v>0</v></c>', shared=shared))) == expected


@pytest.mark.parametrize(
    "doctype", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">']
)
def test_a_dtd_or_entity_in_any_part_is_refused(read, doctype):
    sheet = sheet_xml(ADOPTIONS_HEADER)
    (found,) = read(raw_workbook(sheet_xml(ADOPTIONS_HEADER, opening=doctype))).findings
    assert (found.rule.code, "declare entities" in found.message) == ("F01", True)
    assert rules(read(raw_workbook(sheet, **{"docProps/core.xml": f"{doctype}<x/>"}))) == ["F01"]
    assert rules(read(raw_workbook(sheet, **{"docProps/core.xml": f"{doctype}<x/>".encode("utf-16")}))) == ["F01"]


@pytest.mark.parametrize(
    ("sheet", "rule"),
    [("<worksheet><sheetData><row>", "F12"), ("", "F12"),
     ("<worksheet><sheetData></row></sheetData></worksheet>", "F01"), ("not xml", "F01"),
     (sheet_xml('<row r="1"><c r="ZZZ99999999"><v>1</v></c></row>'), "F01")],
)  # fmt: skip
def test_a_sheet_that_is_no_whole_xml_is_refused(read, sheet, rule):
    assert rules(read(raw_workbook(sheet))) == [rule]


def test_a_workbook_of_very_many_sheets_is_read(read):
    sheets: dict[str, list[list[object]]] = {f"List {n}": [["planned"]] for n in range(300)}
    reading = read(workbook(sheets | {"Adopted": [TOP, ROW]}))
    assert (rules(reading), rows(reading), len(reading.ignored_sheets)) == ([], [2], 300)


def test_a_workbook_without_its_list_of_sheets_is_broken(read):
    assert rules(read(raw_workbook("<worksheet/>", workbook="<workbook><sheets/></workbook>"))) == ["F04"]
    assert rules(read(raw_workbook("<worksheet/>", workbook="<workbook><sheets>"))) == ["F12"]


def stream(content: bytes):
    import io

    return io.BytesIO(content)


def part_of(content: bytes, name: str) -> bytes:
    import zipfile

    return zipfile.ZipFile(stream(content)).read(name)
