"""The template: what it offers, and that it comes back without findings. Source: contract, sections 3, 4 and 8."""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from adoption_reports import steps
from adoption_reports.domain.periods import Period, parse_period
from adoption_reports.domain.registry import Registry
from adoption_reports.feedback.column_help import allowed, heading, needed
from adoption_reports.feedback.examples import example_rows
from adoption_reports.feedback.template import contents_for, render_template
from adoption_reports.feedback.template_rules import unfilled
from adoption_reports.intake.header import find_header
from adoption_reports.metadata.columns import ADOPTION_STATUSES, BENEFIT_BASES, FUNDING_TYPES, MEANINGS
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.settings import PROJECT, Settings
from adoption_reports.storage.reference import read_registry
from tests.office import saved_by_libreoffice

NETWORK = "NENC"
Q3 = parse_period("2017-18-Q3")
assert Q3 is not None
PERIOD: Period = Q3
AT = datetime(2018, 1, 20, 12, tzinfo=UTC)
FIRST_ROW = 4


@pytest.fixture(scope="module")
def registry() -> Registry:
    return read_registry(PROJECT / "include" / "reference")


@pytest.fixture(scope="module")
def template(registry: Registry) -> bytes:
    return render_template(contents_for(registry, NETWORK, PERIOD))


@pytest.fixture
def book(template: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template))


def answer(*files: Path) -> Iterator[dict[str, Any]]:
    """What each file would be answered."""
    names = [str(file) for file in files]
    for one in steps.check(names, network=NETWORK, period=PERIOD.code, at=AT, settings=Settings()):
        assert isinstance(one, steps.Answer)
        yield one.receipt


def codes(book: openpyxl.Workbook, sheet: str) -> list[str]:
    return [row[0] for row in book[sheet].iter_rows(min_row=2, values_only=True)]


def fill(book: openpyxl.Workbook) -> None:
    """Fill both datasets' sheets as a person would: typed dates and numbers, codes from the lists."""
    innovations, locations = codes(book, "Innovations"), codes(book, "Locations")
    adoptions = (
        (innovations[0], locations[0], None, None, "adopted", date(2017, 10, 2), None, 1200, "received"),
        (innovations[1], locations[1], None, None, "planned"),
        (innovations[2], None, "Example Library", "NE1 4LP", "stopped", date(2016, 4, 1), date(2017, 12, 31)),
    )
    deals = (
        ("NENC/2017/001", innovations[0], "Example Devices Ltd", "01234567", "grant", 125000.5, 2.5, 0),
        ("NENC/2017/002", innovations[1], "Example Software Ltd", None, "in_kind", 0, None, 4),
    )
    for sheet, rows in (("Adoptions", adoptions), ("Economic impact", deals)):
        for number, row in enumerate(rows, start=FIRST_ROW):
            for column, value in enumerate(row, start=1):
                book[sheet].cell(number, column).value = value


@pytest.fixture
def filled(book: openpyxl.Workbook, tmp_path: Path) -> Path:
    fill(book)
    book.save(tmp_path / "report.xlsx")
    return tmp_path / "report.xlsx"


def assert_accepted_whole(receipt: dict[str, Any]) -> None:
    assert receipt["findings"] == []
    assert receipt["verdict"] == "accepted"
    assert [(one["dataset"], one["rows_accepted"]) for one in receipt["datasets"]] == [
        ("adoptions", 3),
        ("economic_impact", 2),
    ]


def test_a_template_filled_in_and_saved_by_openpyxl_is_accepted_without_findings(filled: Path) -> None:
    (receipt,) = answer(filled)
    assert_accepted_whole(receipt)
    assert receipt["ignored_sheets"] == ["Instructions", "Innovations", "Locations", "Words"]


def test_a_template_filled_in_and_saved_by_libreoffice_is_accepted_without_findings(
    filled: Path, tmp_path: Path
) -> None:
    saved = [saved_by_libreoffice(filled, extension, tmp_path / "saved") for extension in ("xlsx", "ods", "xls")]
    for receipt in answer(*saved):
        assert_accepted_whole(receipt)


def test_an_empty_template_sent_back_is_refused_unless_it_is_a_nil_return(template: bytes, tmp_path: Path) -> None:
    files = [tmp_path / "report.xlsx", tmp_path / "nil-return.xlsx"]
    for file in files:
        file.write_bytes(template)
    refused, nil = answer(*files)
    assert refused["findings_by_rule"] == {"F06": 1}
    assert (nil["verdict"], nil["findings"]) == ("accepted", [])
    assert all(one["nil_return"] for one in nil["datasets"])


def test_the_examples_would_be_accepted_if_they_were_sent(registry: Registry, tmp_path: Path) -> None:
    contents = contents_for(registry, NETWORK, PERIOD)
    files = []
    for name, dataset in DATASETS.items():
        rows = example_rows(
            name,
            PERIOD,
            innovation_code=contents.innovations[0].innovation_code,
            location_code=contents.locations[0].location_code,
        )
        files.append(tmp_path / f"{name}.csv")
        with files[-1].open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, dataset.columns)
            writer.writeheader()
            writer.writerows(rows)
    for receipt in answer(*files):
        assert (receipt["verdict"], receipt["findings"]) == ("accepted", [])


def test_nothing_but_the_datasets_own_sheets_looks_like_data(book: openpyxl.Workbook) -> None:
    found = {
        sheet.title: header.dataset.title
        for sheet in book.worksheets
        if (header := find_header([[str(cell or "") for cell in row] for row in sheet.values]))
    }
    assert found == {"Adoptions": "Adoptions", "Economic impact": "Economic impact"}
    assert all(sheet.sheet_state == "visible" for sheet in book.worksheets)


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=DATASETS)
def test_every_heading_is_read_as_its_column(dataset: Any) -> None:
    header = find_header([[heading(dataset.column(name)) for name in dataset.columns]])
    assert header is not None
    assert list(header.positions) == list(dataset.columns)
    assert (header.unknown, header.repeated) == ({}, {})


def test_the_header_is_locked_without_a_password_and_the_cells_below_are_not(book: openpyxl.Workbook) -> None:
    for dataset in DATASETS.values():
        sheet = book[dataset.title]
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.insertRows  # in the file, False says that it is allowed
        assert not sheet.protection.sort
        assert sheet.freeze_panes == "B4"
        for column in sheet.column_dimensions.values():
            assert not column.protection.locked
        assert all(sheet.cell(row, 1).protection.locked for row in (1, 2, 3))
        assert all(cell.comment is not None for cell in sheet[3])


def _rule(sheet: Worksheet, column: str) -> DataValidation:
    (rule,) = [one for one in sheet.data_validations.dataValidation if f"{column}4" in one.sqref]
    return rule


def _drop_down(book: openpyxl.Workbook, sheet: str, column: str) -> list[str]:
    rule = _rule(book[sheet], column)
    assert rule.type == "list"
    name, cells = rule.formula1.split("!")
    return [cell.value for row in book[name][cells.replace("$", "")] for cell in row]


def test_drop_downs_offer_the_registry_and_the_allowed_words(book: openpyxl.Workbook, registry: Registry) -> None:
    innovations = _drop_down(book, "Adoptions", "A")
    assert innovations == codes(book, "Innovations") == _drop_down(book, "Economic impact", "B")
    assert "INN-0001" in innovations
    locations = _drop_down(book, "Adoptions", "B")
    assert locations == codes(book, "Locations")
    assert {registry.area_of(registry.resolutions[code].place) for code in locations} == {NETWORK}
    assert _drop_down(book, "Adoptions", "E") == list(ADOPTION_STATUSES)
    assert _drop_down(book, "Adoptions", "I") == list(BENEFIT_BASES)
    assert _drop_down(book, "Economic impact", "E") == list(FUNDING_TYPES)


def test_what_ended_by_the_end_of_the_quarter_is_not_offered(registry: Registry) -> None:
    contents = contents_for(registry, NETWORK, PERIOD)
    offered = {one.location_code for one in contents.locations}
    own = [one for one in registry.locations.values() if one.network_code == NETWORK and one.closed_date]
    assert own
    assert {one.location_code for one in own if one.closed_date and one.closed_date <= PERIOD.end}.isdisjoint(offered)
    ended = [one for one in registry.innovations.values() if one.status != "active" and one.status_date is not None]
    assert ended
    expected = {one.innovation_code for one in ended if one.status_date and one.status_date > PERIOD.end}
    assert {one.innovation_code for one in contents.innovations if one.status != "active"} == expected


def test_cells_say_what_they_want_and_take_dates_and_numbers_in_range_only(book: openpyxl.Workbook) -> None:
    for dataset in DATASETS.values():
        for letter, name in zip("ABCDEFGHIJ", dataset.columns, strict=False):
            rule, column = _rule(book[dataset.title], letter), dataset.column(name)
            assert rule.prompt.startswith(column.description)
            assert needed(column) in rule.prompt
            assert len(rule.prompt) <= 255
            if column.registry is None:
                assert allowed(column, PERIOD) in rule.prompt
    dates = _rule(book["Adoptions"], "F")
    day = date(1899, 12, 30)
    assert dates.type == "date"
    assert int(dates.formula1) == (date(2013, 4, 1) - day).days
    assert int(dates.formula2) == (date(2017, 12, 31) - day).days
    people = _rule(book["Adoptions"], "H")
    assert (people.type, people.formula1, people.formula2) == ("whole", "0", "5000000")
    money = _rule(book["Economic impact"], "F")
    assert (money.type, Decimal(money.formula2)) == ("decimal", Decimal(1_000_000_000))


def test_codes_stay_text_and_dates_show_their_month_by_name(book: openpyxl.Workbook) -> None:
    deals = book["Economic impact"].column_dimensions
    assert deals["D"].number_format == "@"
    assert deals["F"].number_format == "£#,##0.00"
    assert book["Adoptions"].column_dimensions["F"].number_format == "dd mmm yyyy"


def test_every_allowed_word_has_a_meaning(book: openpyxl.Workbook) -> None:
    said = {word: meaning for _, word, meaning in book["Words"].iter_rows(min_row=2, values_only=True)}
    assert said == {word: MEANINGS[word] for word in (*ADOPTION_STATUSES, *BENEFIT_BASES, *FUNDING_TYPES)}


def test_the_instructions_say_whose_report_it_is_and_where_it_goes(book: openpyxl.Workbook) -> None:
    text = "\n".join(str(cell) for row in book["Instructions"].values for cell in row if cell)
    for words in ("NENC/2017-18-Q3/", "2017/18 Q3 (Oct to Dec 2017)", "30 January 2018", "nil-return", "(made up)"):
        assert words in text
    assert (
        book.properties.title
        == "Adoption report of North East and North Cumbria AHSN (NENC), 2017/18 Q3 (Oct to Dec 2017)"
    )
    assert book.properties.language == "en-GB"


def test_the_same_contents_give_the_same_bytes(registry: Registry, template: bytes) -> None:
    assert render_template(contents_for(registry, NETWORK, PERIOD)) == template
    with zipfile.ZipFile(io.BytesIO(template)) as parts:
        assert {entry.date_time[0] for entry in parts.infolist()} == {1980}


@pytest.mark.parametrize(
    ("column", "formula"),
    [
        ("innovation_code", '=AND(COUNTA($A4:$J4)>0,TRIM($A4)="")'),
        ("location_code", '=AND(COUNTA($A4:$J4)>0,TRIM($B4)="",TRIM($C4)="",TRIM($D4)="")'),
        ("location_name", '=AND(COUNTA($A4:$J4)>0,TRIM($C4)="",TRIM($B4)="",TRIM($D4)<>"")'),
        ("adopted_date", '=AND(COUNTA($A4:$J4)>0,TRIM($F4)="",OR(TRIM($E4)="adopted",TRIM($E4)="stopped"))'),
        ("benefit_basis", '=AND(COUNTA($A4:$J4)>0,TRIM($I4)="",N($H4)>0)'),
        ("notes", None),
    ],
)
def test_a_cell_is_shaded_while_its_row_needs_it(column: str, formula: str | None) -> None:
    assert unfilled(DATASETS["adoptions"], column, row=FIRST_ROW - 1) == formula


def test_rows_carried_over_stand_in_the_sheet_and_still_lack_their_numbers(registry: Registry, tmp_path: Path) -> None:
    empty = contents_for(registry, NETWORK, PERIOD)
    location = empty.locations[0].location_code
    row = {"innovation_code": "INN-0001", "location_code": location, "adoption_status": "adopted"}
    rows = {"adoptions": [row | {"adopted_date": date(2016, 5, 1), "benefit_basis": "received"}]}
    prefilled = replace(empty, rows=rows, prefilled_from=parse_period("2017-18-Q2"))
    file = tmp_path / "report.xlsx"
    file.write_bytes(render_template(prefilled))
    book = openpyxl.load_workbook(file)
    carried = [cell.value for cell in book["Adoptions"][FIRST_ROW]]
    assert [str(value or "") for value in carried[4:]] == ["adopted", "2016-05-01 00:00:00", "", "", "received", ""]
    assert carried[:4] == ["INN-0001", location, None, None]
    assert "2017/18 Q2 (Jul to Sep 2017)" in book["Adoptions"]["A2"].value
    (receipt,) = answer(file)
    assert receipt["findings_by_rule"]["R02"] == 1
    book["Adoptions"]["H4"] = 7
    book.save(file)
    (receipt,) = answer(file)
    # The deals' sheet was left empty, which is noted and no more.
    assert (receipt["verdict"], receipt["findings_by_rule"]) == ("accepted", {"W15": 1})
