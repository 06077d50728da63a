"""OpenDocument spreadsheets (ODS): values as they are stored. Source: contract, sections 3, 5 and 12."""

import datetime as dt
import re
import zipfile
from decimal import Decimal

import pytest

from tests.unit.intake.open_samples import (
    KIND,
    MANIFEST,
    cell_xml,
    content_xml,
    gap,
    open_cell,
    open_document,
    open_row,
    open_sheet,
    open_workbook,
    row_xml,
)
from tests.unit.intake.samples import DEALS, column, only, package, rows, rules, unreadable

TOP = ["innovation_code", "location_code", "adoption_status", "adopted_date", "beneficiaries_count"]
ROW = ["INN-0001", "RX1RA", "adopted", dt.date(2017, 11, 30), 120]
DEAL_TOP = DEALS.split(",")
DEAL = ["D-0001", "INN-0001", "Acme", "grant", 12500.5]
HIDING = (
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>'
)


def second_row(cells: str, **more: str) -> bytes:
    """A spreadsheet whose only sheet has a header and a row of this XML."""
    return open_document(open_sheet(open_row(*TOP, "notes") + row_xml(cells)), **more)


def fifth(cell: str) -> str:
    """A cell in the column of beneficiaries."""
    return gap(4) + cell


def notes(cell: str) -> str:
    """A cell in the column of notes."""
    return gap(5) + cell


def test_both_datasets_of_a_spreadsheet_are_read(read):
    reading = read(open_workbook({"Adopted": [TOP, ROW], "Read me": [["x"]], "Deals": [DEAL_TOP, DEAL], "Empty": []}))
    assert (rules(reading), reading.format, reading.ignored_sheets) == ([], "ods", ("Read me", "Empty"))
    assert [(one.dataset, one.sheet, one.rows_read) for one in reading.datasets] == [
        ("adoptions", "Adopted", 1),
        ("economic_impact", "Deals", 1),
    ]
    assert reading.datasets[0].table["adopted_date"].to_pylist() == [ROW[3]]


def test_rows_and_cells_have_the_addresses_that_a_person_sees(read):
    skipped = row_xml("<table:table-cell/>", repeated=3)
    headings = f"<table:table-header-rows>{open_row(None, *TOP)}</table:table-header-rows>"
    grouped = f"<table:table-row-group>{open_row(None, *ROW)}</table:table-row-group>"
    end = row_xml(gap(16_384), repeated=1_048_000)
    reading = read(open_document(open_sheet(skipped + headings + grouped + skipped + open_row(None, *ROW) + end)))
    assert (rules(reading), rows(reading), only(reading).rows_blank) == ([], [5, 9], 3)
    assert only(reading).cells["location_code"] == "C"


def test_a_spreadsheet_without_a_dataset_names_the_nearest(read):
    (found,) = read(open_workbook({"A": [["innovation", "status"], ["INN-0001", "planned"]]})).findings
    assert found.rule.code == "F04"
    assert "Adoptions; missing: location code" in found.message


def test_the_same_dataset_on_two_sheets_refuses_the_file(read):
    (found,) = read(open_workbook({"North": [TOP, ROW], "South": [TOP, ROW]})).findings
    assert (found.rule.code, found.message) == ("F04", "Adoptions was found on more than one sheet: North, South.")


def test_a_hidden_sheet_with_a_dataset_refuses_the_file(read):
    def sheets(old: str) -> str:
        return (
            open_sheet([TOP, ROW], "Adopted", 'table:style-name="ta1"')
            + open_sheet([DEAL_TOP, DEAL], "Old", f'table:style-name="{old}"')
            + open_sheet([["planned"]], "Lists", 'table:style-name="ta2"')
        )

    reading = read(open_document(sheets("ta2"), styles=HIDING))
    (found,) = reading.findings
    assert (found.rule.code, found.place.sheet, reading.ignored_sheets) == ("F14", "Old", ("Old", "Lists"))
    common = content_xml("", HIDING.replace("ta2", "Hidden"))
    assert rules(read(open_document(sheets("Hidden"), **{"styles.xml": common}))) == ["F14"]
    reading = read(open_document(sheets("ta1"), styles=HIDING))
    assert (rules(reading), reading.ignored_sheets) == ([], ("Lists",))


def test_hidden_rows_columns_and_covered_cells_are_read(read):
    column_xml = '<table:table-column table:visibility="collapse" table:number-columns-repeated="3"/>'
    hidden = open_row(*ROW, attributes='table:visibility="filter"') + open_row(*ROW).replace(
        "<table:table-cell", "<table:covered-table-cell"
    ).replace("</table:table-cell", "</table:covered-table-cell")
    assert (
        column(read(open_document(open_sheet(column_xml + open_row(*TOP) + hidden))), "location_code") == ["RX1RA"] * 2
    )


@pytest.mark.parametrize("kind", ["float", "currency", "percentage"])
def test_numbers_are_read_as_stored_whatever_is_shown(read, kind):
    values = {"0.30000000000000004": "0.30", "0.25": "0.25", "1.2E4": "12000.00", "12345678": "12345678.00"}
    shared = "".join(open_cell(value) for value in DEAL[:4])
    typed = f'office:value-type="{kind}" office:currency="GBP" office:value='
    deals = "".join(row_xml(shared + cell_xml(f'{typed}"{value}"', "<text:p>£9k</text:p>")) for value in values)
    reading = read(open_document(open_sheet(open_row(*DEAL_TOP) + deals)))
    assert (rules(reading), column(reading, "investment_gbp")) == ([], [Decimal(value) for value in values.values()])


@pytest.mark.parametrize(
    ("stored", "day", "shown"),
    [("2017-11-30", dt.date(2017, 11, 30), "2017-11-30"), ("2017-11-30T00:00:00", dt.date(2017, 11, 30), "2017-11-30"),
     ("2017-11-30T00:00:00.000000000", dt.date(2017, 11, 30), "2017-11-30"),
     ("2017-11-30T12:30:00.000", None, "2017-11-30 12:30:00"), ("2017-02-31", None, "2017-02-31")],
)  # fmt: skip
def test_dates_are_read_as_stored_whatever_is_shown(read, stored, day, shown):
    cell = cell_xml(f'office:value-type="date" office:date-value="{stored}"', "<text:p>11/30/17</text:p>")
    dataset = only(read(second_row(gap(3) + cell)))
    assert (dataset.table["adopted_date"].to_pylist(), dataset.raw["adopted_date"].to_pylist()) == ([day], [shown])
    assert unreadable(dataset) == [[] if day else ["adopted_date"]]


def test_a_number_without_a_date_format_in_a_date_column_can_not_be_read(read):
    dataset = only(read(open_workbook({"S": [TOP, [*ROW[:3], 43069, ROW[3]]]})))
    assert unreadable(dataset) == [["adopted_date", "beneficiaries_count"]]
    assert dataset.raw["adopted_date"].to_pylist() == ["43069"]


@pytest.mark.parametrize(
    ("cell", "text"),
    [('office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p>', "TRUE"),
     ('office:value-type="boolean" office:boolean-value="false">', "FALSE"),
     ('office:value-type="time" office:time-value="PT18H05M00S"><text:p>6 pm</text:p>', "18:05:00"),
     ('office:value-type="string" office:string-value="kept"><text:p>shown</text:p>', "kept"),
     ('office:value-type="string"><text:p>two</text:p><text:p/><text:p>lines</text:p>', "two\n\nlines"),
     ("><text:p>untyped</text:p>", "untyped"),
     ('office:value-type="string"><text:p>a  b<text:s/>c<text:s text:c="3"/>d<text:tab/>e<text:line-break/>f</text:p>',
      "a  b c   d\te\nf"),
     ("><text:p>R<text:span text:style-name='T1'>oy<text:a>al</text:a></text:span> F</text:p>", "Royal F"),
     ('office:value-type="string"><office:annotation><dc:creator>Me</dc:creator><text:p>why?</text:p></office:annotation>'
      '<text:p>a<office:annotation><text:p>no</text:p></office:annotation>b</text:p>', "ab"),
     ('office:value-type="string"><text:p><text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>guide'
      "</text:ruby-text></text:ruby></text:p><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame>",
      "base"),
     ('office:value-type="string"><text:p>&lt;b&gt; &amp; <![CDATA[<i>]]></text:p>', "<b> & <i>")],
)  # fmt: skip
def test_values_are_read_as_the_document_stores_them(read, cell, text):
    dataset = only(read(second_row(notes(f"<table:table-cell {cell}</table:table-cell>"))))
    assert (dataset.raw["notes"].to_pylist(), unreadable(dataset)) == ([text], [[]])


def test_formulas_count_with_their_stored_value(read):
    number = cell_xml('table:formula="of:=2+3" office:value-type="float" office:value="5"', "<text:p>5</text:p>")
    text = cell_xml('table:formula="of:=A1" office:value-type="string"', "<text:p>x</text:p>")
    dataset = only(read(second_row(fifth(number + text))))
    assert (unreadable(dataset), dataset.table["beneficiaries_count"].to_pylist()) == ([[]], [5])
    assert dataset.table["notes"].to_pylist() == ["x"]


def test_a_truth_value_is_no_number_though_it_is_stored_as_one(read):
    truth = cell_xml('table:formula="of:=TRUE()" office:value-type="float" office:value="1"', "<text:p>TRUE</text:p>")
    dataset = only(read(second_row(fifth(truth))))
    assert (unreadable(dataset), dataset.raw["beneficiaries_count"].to_pylist()) == (
        [["beneficiaries_count"]],
        ["TRUE"],
    )


@pytest.mark.parametrize(
    "cell", ['table:formula="of:=1+1"/>', 'table:formula="of:=1+1" office:value-type="float"/>',
             'table:formula="of:=1+1" office:value-type="boolean"></table:table-cell>']
)  # fmt: skip
def test_a_formula_without_a_stored_value_can_not_be_read(read, cell):
    dataset = only(read(second_row(fifth(f"<table:table-cell {cell}"))))
    assert (unreadable(dataset), dataset.raw["beneficiaries_count"].to_pylist()) == ([["beneficiaries_count"]], [None])


@pytest.mark.parametrize(
    "cell", ["", 'office:value-type="string" office:string-value=""', 'office:value-type="string"']
)
def test_a_formula_that_stores_an_empty_text_is_a_blank(read, cell):
    empty = cell_xml(f'table:formula="of:=&quot;&quot;" {cell}', "<text:p/>")
    assert unreadable(only(read(second_row(open_cell("INN-0001") + gap(3) + empty)))) == [[]]


@pytest.mark.parametrize(
    ("cell", "shown"),
    [('office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#N/A</text:p>', "#N/A"),
     ('office:value-type="string" calcext:value-type="error">', "#ERROR"),
     ('office:value-type="string"><text:p>#REF!</text:p>', "#REF!"),
     ('office:value-type="float" office:value="0"><text:p>Err:502</text:p>', "Err:502"),
     ('office:value-type="float"><text:p>5</text:p>', "5")],
)  # fmt: skip
def test_error_values_can_not_be_read_however_they_are_stored(read, cell, shown):
    dataset = only(read(second_row(notes(f'<table:table-cell table:formula="of:=X" {cell}</table:table-cell>'))))
    assert (unreadable(dataset), dataset.raw["notes"].to_pylist()) == ([["notes"]], [shown])


def test_repeated_rows_and_cells_are_as_many_as_they_say(read):
    twice = open_row(*ROW[:3], attributes='table:number-rows-repeated="3"')
    many = open_row("INN-0001", attributes='table:number-rows-repeated="150000"')
    repeated = row_xml(cell_xml('table:number-columns-repeated="3"', "<text:p>planned</text:p>"))
    reading = read(open_document(open_sheet(open_row(*TOP) + twice + repeated + many + open_row(*ROW))))
    assert rows(reading) == list(range(2, 150_007))
    assert column(reading, "location_code")[:5] == ["RX1RA", "RX1RA", "RX1RA", "PLANNED", None]
    assert column(reading, "innovation_code")[-2:] == ["INN-0001"] * 2


@pytest.mark.parametrize(
    ("last", "expected"), [(65_535, []), (65_536, ["F12"]), (65_537, []), (1_048_575, []), (1_048_576, ["F12"])]
)
def test_a_sheet_whose_last_row_is_the_last_that_fits_looks_cut_off(read, last, expected):
    empty = f'<table:table-row table:number-rows-repeated="{last - 2}"><table:table-cell/></table:table-row>'
    reading = read(open_document(open_sheet(open_row(*TOP) + empty + open_row(*ROW))))
    assert (rules(reading), only(reading).rows_blank) == (expected, last - 2)


@pytest.mark.parametrize(
    "bomb",
    [row_xml(open_cell("x"), repeated=999_999_999), row_xml("", repeated=1_048_576) + open_row("x"),
     row_xml(cell_xml('table:number-columns-repeated="999999999"', "<text:p>x</text:p>")),
     row_xml(gap(200) + open_cell(1)), row_xml(gap(900) + open_cell(1)),
     row_xml(cell_xml("", '<text:p>a<text:s text:c="999999999"/></text:p>'))],
    ids=["rows", "a row beyond the last", "columns", "column 201", "column 901", "spaces"],
)  # fmt: skip
def test_repetitions_beyond_the_limits_cost_nothing_and_are_told(read, bomb):
    (found,) = read(open_document(open_sheet(open_row(*TOP) + bomb))).findings
    assert (found.rule.code, found.place.sheet) == ("F03", "S")


def test_a_value_in_column_200_is_within_the_limit(read):
    assert rules(read(second_row(gap(199) + open_cell(1)))) == ["W13"]


@pytest.mark.parametrize("count", ["0", "-1", "1.5", "x", "9999999999"])
def test_an_impossible_repetition_breaks_the_document(read, count):
    (found,) = read(second_row(f'<table:table-cell table:number-columns-repeated="{count}"/>')).findings
    assert (found.rule.code, "an OpenDocument spreadsheet" in found.message) == ("F01", True)


@pytest.mark.parametrize(("count", "expected"), [(32_767, []), (32_768, ["F03"])])
def test_a_cell_of_32768_characters_is_over_the_limit(read, count, expected):
    half = "é" * (count // 2)
    texts = (f"<text:p>{half}<text:span>{'é' * (count - len(half))}</text:span></text:p>",
             f"<text:p>{half}</text:p><text:p>{'é' * (count - len(half) - 1)}</text:p>")  # fmt: skip
    for text in texts:
        assert rules(read(second_row(notes(f"<table:table-cell>{text}</table:table-cell>")))) == expected
    stored = f'<table:table-cell office:value-type="string" office:string-value="{"é" * count}"/>'
    assert rules(read(second_row(notes(stored)))) == expected


def test_a_password_is_told(read):
    entry = '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>'
    assert rules(read(second_row("", manifest=entry))) == ["F02"]
    scrambled = {"mimetype": KIND, "META-INF/manifest.xml": MANIFEST.format(entry), "content.xml": bytes(range(256))}
    assert rules(read(package(scrambled))) == ["F02"]
    whole = {"mimetype": KIND, "META-INF/manifest.xml": MANIFEST.format(entry), "encrypted-package": bytes(range(256))}
    assert rules(read(package(whole))) == ["F02"]


@pytest.mark.parametrize(
    ("kind", "looks_like"),
    [("application/vnd.oasis.opendocument.text", "a text document (OpenDocument)"),
     ("application/vnd.oasis.opendocument.presentation", "a presentation (OpenDocument)"),
     ("application/vnd.sun.xml.calc", "an OpenOffice 1 spreadsheet (.sxc)"), ("x", "no spreadsheet")],
)  # fmt: skip
def test_other_documents_are_refused_by_name(read, kind, looks_like):
    (found,) = read(open_document(open_sheet([TOP, ROW]), kind=kind)).findings
    assert (found.rule.code, looks_like in found.message) == ("F01", True)


def test_a_template_is_a_spreadsheet_too(read):
    assert rows(read(open_document(open_sheet([TOP, ROW]), kind=f"{KIND}-template"))) == [2]


@pytest.mark.parametrize(
    "doctype", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">']
)
def test_a_dtd_or_entity_in_any_part_is_refused(read, doctype):
    (found,) = read(open_document(open_sheet([TOP, ROW]), opening=doctype)).findings
    assert (found.rule.code, "an OpenDocument spreadsheet" in found.message) == ("F01", True)
    assert "declare entities" in found.message
    assert rules(read(open_document(open_sheet([TOP, ROW]), **{"settings.xml": f"{doctype}<x/>"}))) == ["F01"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [(content_xml(open_sheet([TOP, ROW]))[:-200], "F12"), ("", "F12"), ("<x/>", "F01"), ("not xml", "F01"),
     (content_xml(open_sheet([TOP, ROW])).replace("</table:table-row>", "</table:row>"), "F01"),
     ("<office:spreadsheet/>", "F01"), (content_xml(""), "F04")],
)  # fmt: skip
def test_content_that_is_no_whole_spreadsheet_is_refused(read, content, rule):
    assert rules(read(open_document([content.encode()]))) == [rule]


def test_tables_that_are_not_sheets_are_none(read):
    linked = f"<table:dde-links><table:dde-link>{open_sheet([TOP, ROW], 'Link')}</table:dde-link></table:dde-links>"
    inner = open_sheet([TOP, ROW], "Inner")
    nested = f"<table:table-row><table:table-cell>{inner}</table:table-cell></table:table-row>"
    shapes = f"<table:shapes>{inner}</table:shapes>"
    reading = read(open_document(open_sheet(shapes + open_row(*TOP) + open_row(*ROW) + nested) + linked))
    assert (rules(reading), rows(reading), reading.ignored_sheets) == ([], [2], ())


def test_other_prefixes_for_the_same_names_are_read(read):
    plain = content_xml(open_sheet([TOP, ROW]))
    other = re.sub(r"(?<![:\w-])table:", "t:", plain).replace("xmlns:table=", "xmlns:t=")
    assert "table:table-" not in other
    assert column(read(open_document([other.encode()])), "adopted_date") == [ROW[3]]
    with_encoding = plain.replace("UTF-8", "UTF-16").encode("utf-16")
    assert column(read(open_document([with_encoding])), "adopted_date") == [ROW[3]]


@pytest.mark.parametrize("part", ["content.xml", "mimetype", "META-INF/manifest.xml", "Thumbnails/thumbnail.png"])
def test_a_wrong_checksum_of_any_part_is_told(read, part):
    content = bytearray(open_document(open_sheet([TOP, ROW]), **{"Thumbnails/thumbnail.png": "picture"}))
    at = content.rindex(part.encode()) - 46 + 16
    content[at] ^= 1
    assert rules(read(bytes(content))) == ["F12"]


def test_macros_are_never_looked_at(read):
    macro = {"Basic/Standard/Module1.xml": "<script>Shell</script>", "Scripts/python/a.py": "raise SystemExit"}
    assert rules(read(open_document(open_sheet([TOP, ROW]), **macro))) == []


def test_the_samples_are_archives_as_the_standard_wants_them(tmp_path):
    path = tmp_path / "sent.ods"
    path.write_bytes(open_workbook({"S": [TOP]}))
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[0] == "mimetype"
