"""XLS and ODS files of other programs, and what other readers see in them: nothing is silently different.

LibreOffice converts one workbook of every kind of cell; calamine and xlrd read what we read.
"""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlrd

from adoption_reports.domain.periods import Period
from adoption_reports.domain.reading import Reading
from adoption_reports.intake.reader import read_file
from tests.office import save_by_libreoffice
from tests.unit.intake.old_samples import written_by_xlwt
from tests.unit.intake.samples import only, rules, saved, unreadable

TOP = ["innovation_code", "location_code", "adoption_status", "adopted_date", "beneficiaries_count", "notes"]
LONG = "lines\nand  spaces, 'quotes' & <marks> – ünïcode 😀 " + "x" * 9_000
CALCULATED = ["=6*7", '=""', "=1/0", "=NA()", '="a"&"b"', "=1=1", "=DATE(2017,11,30)", "=SQRT(-1)", "=B1"]
SHOWN = ["42", None, "#DIV/0!", "#N/A", "ab", "TRUE", "2017-11-30", "#NUM!", "location_code"]
HOLDS_ERROR = [False, False, True, True, False, False, False, True, False]


def _original() -> bytes:
    """A workbook of every kind of cell, as openpyxl writes it: formulas without their values."""
    book = openpyxl.Workbook()
    cells = book.active
    assert cells is not None
    cells.title = "Cells"
    cells.append(TOP)
    for status, day, count, text in [
        ("planned", dt.date(2017, 11, 30), 120, LONG),
        ("adopted", dt.datetime(2017, 11, 30, 12, 30), 0.1 + 0.2, "  outer  "),  # noqa: DTZ001
        (True, 43069, 12345678.9, "#hash"),
        (None, None, None, None),
        ("stopped", dt.date(1999, 12, 31), -5, "=not a formula"),
    ]:
        cells.append(["INN-0001" if status else None, "RX1RA", status, day, count, text])
    cells["B5"].value = None
    cells["F6"].data_type = "s"
    cells["E3"].number_format = "£#,##0"
    cells["E6"].number_format = "0%"
    cells.row_dimensions[3].hidden = True
    hidden = book.create_sheet("Lists")
    hidden.append(["planned"])
    hidden.sheet_state = "hidden"
    return saved(book)


def _formulas() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(TOP)
    for formula in CALCULATED:
        book.active.append(["INN-0001", "RX1RA", "planned", None, None, formula])
    book.active["F8"].number_format = "dd/mm/yyyy"
    return saved(book)


def _hidden() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Read me"])
    sheet = book.create_sheet("Old")
    sheet.append(TOP)
    sheet.sheet_state = "veryHidden"
    return saved(book)


@pytest.fixture(scope="session")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of cells.xls, cells.ods and so on, as LibreOffice saves them."""
    folder = tmp_path_factory.mktemp("converted")
    for name, content in (("cells", _original()), ("formulas", _formulas()), ("hidden", _hidden())):
        (folder / f"{name}.xlsx").write_bytes(content)
    originals = sorted(folder.glob("*.xlsx"))
    for kind in ("xls", "ods"):
        save_by_libreoffice(originals, kind, folder)
    return folder


def reading_of(path: Path) -> Reading:
    return read_file(path, network_code="NENC", period=Period(2017, 3))


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_what_libreoffice_saves_is_what_the_original_holds(converted, kind):
    reading, original = reading_of(converted / f"cells.{kind}"), reading_of(converted / "cells.xlsx")
    assert (reading.format, rules(reading), reading.ignored_sheets) == (kind, [], ("Lists",))
    assert only(reading).raw.to_pylist() == only(original).raw.to_pylist()
    assert only(reading).table.equals(only(original).table)
    assert (only(reading).rows_blank, only(reading).cells) == (only(original).rows_blank, only(original).cells)
    assert only(reading).raw["notes"].to_pylist()[0] == LONG


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_libreoffice_stores_what_it_calculates(converted, kind):
    dataset = only(reading_of(converted / f"formulas.{kind}"))
    no_number = "Err:502" if kind == "ods" else "#VALUE!"
    assert dataset.raw["notes"].to_pylist() == [no_number if text == "#NUM!" else text for text in SHOWN]
    assert [found == ["notes"] for found in unreadable(dataset)] == HOLDS_ERROR


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_a_sheet_that_libreoffice_hides_is_told(converted, kind):
    (found,) = reading_of(converted / f"hidden.{kind}").findings
    assert (found.rule.code, found.place.sheet) == ("F14", "Old")


def by_calamine(content: bytes) -> list[list[Any]]:
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    return [[None if value == "" else value for value in row] for row in sheet.to_python(skip_empty_area=False)]


def by_xlrd(content: bytes) -> list[list[Any]]:
    book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO())

    def value(cell: xlrd.sheet.Cell) -> Any:
        if cell.ctype == xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, book.datemode)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return xlrd.error_text_from_code[cell.value]
        return None if cell.value == "" else cell.value

    return [[value(cell) for cell in row] for row in book.sheet_by_index(0).get_rows()]


def as_shown(value: Any) -> str | None:
    """Another reader's value in our words."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return f"{round(value, 2):.2f}".rstrip("0").rstrip(".")
    if isinstance(value, dt.datetime | dt.date):
        return str(value).removesuffix(" 00:00:00")
    return None if value is None or not value.strip() else value


@pytest.mark.parametrize(("kind", "other"), [("xls", by_xlrd), ("xls", by_calamine), ("ods", by_calamine)])
def test_another_reader_sees_the_same_cells(converted, kind: str, other: Callable[[bytes], list[list[Any]]]):
    path = converted / f"cells.{kind}"
    ours = only(reading_of(path))
    theirs = [dict(zip(TOP, map(as_shown, row), strict=False)) for row in other(path.read_bytes())[1:]]
    if kind == "ods":
        assert theirs[2]["adoption_status"] == "1"  # shown as TRUE, which calamine doesn't look at
        theirs[2]["adoption_status"] = "TRUE"
    assert ours.raw.select(TOP).to_pylist() == [row for row in theirs if any(row.values())]


def test_other_readers_see_what_we_see_in_a_large_old_workbook(tmp_path):
    days = [dt.date(1900, 3, 1) + dt.timedelta(days=37 * n) for n in range(900)]
    texts = ["é" * (n % 40) + "€" * (n % 3) + f" {n}" for n in range(900)]
    cells = enumerate(zip(days, texts, strict=True))
    table = [TOP, *([f"C{n % 7}", f"RX{n}", "planned", day, n / 8 - 3, text] for n, (day, text) in cells)]
    content = written_by_xlwt({"S": table}, {3: "d/m/yyyy"})
    (tmp_path / "sent").write_bytes(content)
    ours = only(reading_of(tmp_path / "sent")).raw.select(TOP).to_pylist()
    assert len(ours) == 900
    for other in (by_xlrd, by_calamine):
        theirs = [dict(zip(TOP, row, strict=True)) for row in other(content)[1:]]
        for mine, row in zip(ours, theirs, strict=True):
            count = row.pop("beneficiaries_count")
            assert mine == {name: as_shown(value) for name, value in row.items()} | {
                "beneficiaries_count": f"{count:g}"
            }
