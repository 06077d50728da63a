"""marked-up.xlsx: the sender's rows at their own numbers, faulty cells marked, nothing that runs."""

import io
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from adoption_reports.domain.findings import Place, finding
from adoption_reports.feedback import marked_up
from adoption_reports.feedback.marked_up import MARKER, Rows, has_marked_up, marked_up_workbook
from tests.unit.feedback.receipts import UNKNOWN_PLACE, judged_dataset, receipt

HOSTILE = "=cmd|'/C calc'!A0"
LINES = pa.table(
    {
        "row": pa.array([2, 3], pa.int64()),
        "innovation_code": ["INN-0001", "INN-0002"],
        "location_name": [HOSTILE, "@SUM(A1)"],
        "adoption_status": ["adopted", "planned"],
        "adopted_date": pa.array([date(2017, 11, 1), None]),
        "beneficiaries_count": pa.array([120, 0], pa.int64()),
    }
)
HELD = pa.table(
    {
        "row": pa.array([41], pa.int64()),
        "why": ["RX1RZ is not a location we know."],
        "innovation_code": ["INN-0001"],
        "location_code": ["RX1RZ"],
        "beneficiaries_count": ["0120"],
        "notes": ["<script>alert(1)</script>"],
    }
)


def _receipt(sheet: str = "Adoptions", *more: Any, verdict: str = "partially_accepted", **other: Any) -> dict[str, Any]:
    place = Place("adoptions", sheet, 41, "location_code", "B41")
    found = finding("R05", place=place, value="RX1RZ", suggestion="; did you mean RX1RA?")
    return receipt(verdict, found, *more, datasets=(judged_dataset(accepted=2, sheet=sheet),), **other)


def _book(document: dict[str, Any], rows: Rows = ("adoptions", "Adoptions", LINES, HELD)) -> Any:
    return openpyxl.load_workbook(io.BytesIO(marked_up_workbook(document, [rows])))


def test_each_row_stands_at_its_own_number_and_the_faulty_cell_is_filled_and_explained() -> None:
    sheet = _book(_receipt())["Adoptions"]
    assert [sheet.cell(row, 1).value for row in (1, 2, 3, 4, 41)] == [
        "innovation code", "INN-0001", "INN-0002", None, "INN-0001",
    ]  # fmt: skip
    cell = sheet["B41"]
    assert cell.value == "RX1RZ"
    assert "did you mean RX1RA?" in cell.comment.text
    assert cell.fill.fgColor.rgb == "FFFFE3B3"
    assert sheet["B2"].fill.fgColor.rgb != "FFFFE3B3"


def test_a_marker_column_says_in_words_what_colour_says_too() -> None:
    sheet = _book(_receipt())["Adoptions"]
    titles = [cell.value for cell in sheet[1]]
    assert titles[-1] == MARKER
    assert sheet.cell(41, len(titles)).value == "RX1RZ is not a location we know."


def test_values_keep_their_types_and_leading_zeros() -> None:
    sheet = _book(_receipt())["Adoptions"]
    assert (sheet["H2"].value, sheet["H41"].value) == (120, "0120")
    assert sheet["F2"].value.date() == date(2017, 11, 1)


def test_the_summary_opens_with_the_verdict_and_links_to_the_cell() -> None:
    book = _book(_receipt())
    assert book.sheetnames == ["Summary", "Adoptions"]
    summary = book["Summary"]
    assert str(summary["A1"].value).startswith("Part of the report counts: 3 of 5 rows are held")
    assert [link.location for row in summary for cell in row if (link := cell.hyperlink)] == ["'Adoptions'!B41"]


def test_nothing_that_was_sent_is_stored_as_a_formula() -> None:
    book = _book(_receipt("=1+1", ignored_sheets=(HOSTILE,)), ("adoptions", "=1+1", LINES, HELD))
    cells = [cell for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} == {"n", "s", "d"}
    hostile = [cell for cell in cells if str(cell.value).startswith(("=", "@"))]
    assert len(hostile) == 3
    assert all(cell.quotePrefix for cell in hostile)


@pytest.mark.parametrize("name", ["a/b[c]:d*?\\", "'quoted'", "Summary", "history", "x" * 60, '<&>"', "[]"])
def test_sheet_names_that_no_workbook_may_have_are_made_harmless(name: str) -> None:
    book = _book(_receipt(name), ("adoptions", name, LINES, HELD))
    assert book.sheetnames[0] == "Summary"
    assert len(book.sheetnames) == 2
    assert book[book.sheetnames[1]]["B41"].comment


def test_written_again_it_has_the_same_bytes() -> None:
    document = _receipt()
    once, again = (marked_up_workbook(document, [("adoptions", "Adoptions", LINES, HELD)]) for _ in range(2))
    assert once == again


def test_a_very_large_table_shows_the_rows_with_findings_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_up, "ROWS", 2)
    book = _book(_receipt())
    assert [row for row in range(1, 50) if book["Adoptions"].cell(row, 1).value] == [1, 41]
    said = [str(cell.value) for cell in book["Summary"]["A"]]
    assert "The file is so large that only the rows with findings are shown here." in said


def test_only_spreadsheets_and_short_text_files_with_findings_about_rows_get_one() -> None:
    assert has_marked_up(_receipt())
    assert has_marked_up(_receipt() | {"format": "csv"})
    assert not has_marked_up(_receipt() | {"format": "parquet"})
    assert not has_marked_up(receipt("accepted"))
    long = receipt("partially_accepted", UNKNOWN_PLACE, datasets=(judged_dataset(accepted=50_000),), format="csv")
    assert not has_marked_up(long)


@pytest.mark.skipif(
    not shutil.which("soffice") and not os.environ.get("CI"),
    reason="needs LibreOffice: apt-get install libreoffice-calc",
)
def test_libreoffice_opens_it_and_shows_the_same_cells(tmp_path: Path) -> None:
    file = tmp_path / "marked-up.xlsx"
    file.write_bytes(marked_up_workbook(_receipt(), [("adoptions", "Adoptions", LINES, HELD)]))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "ods"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(file)], check=True, capture_output=True, timeout=120)
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "marked-up.ods"))
    assert book.sheet_names == ["Summary", "Adoptions"]
    rows = book.get_sheet_by_name("Adoptions").to_python(skip_empty_area=False)
    assert rows[40][:2] == ["INN-0001", "RX1RZ"]
    assert rows[1][2] == HOSTILE
    assert rows[1][7] == 120
