"""marked-up.xlsx: the sender's sheets at the sender's addresses, faulty cells marked, nothing that runs."""

import io
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import python_calamine

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.sent_cells import SentSheets
from adoption_reports.feedback.marked_up import MARKER, has_marked_up, marked_up_workbook, rows_marked
from adoption_reports.intake import cell_keeper
from adoption_reports.intake.reader import read_cells
from tests.office import saved_by_libreoffice
from tests.unit.feedback.receipts import UNKNOWN_PLACE, judged_dataset, receipt
from tests.unit.intake.old_samples import written_by_xlwt
from tests.unit.intake.open_samples import open_workbook
from tests.unit.intake.samples import workbook

FILL = "FFFFE3B3"
HOSTILE = "=cmd|'/C calc'!A0"
ADOPTIONS: list[list[Any]] = [
    ["North East report, quarter 3"],
    [None, None, "figures by hand"],
    ["innovation_code", "region", "location_code", "adoption_status", "adopted_date", "beneficiaries_count"],
    ["INN-0001", "north", "RX1RA", "adopted", date(2017, 11, 30), 120],
    ["INN-0001", "north", "RX1RA", "adopted", date(2017, 11, 30), 120],
    ["INN-0002", "+cmd|x", "RX1RZ", "adopted", datetime.fromisoformat("2017-11-30T12:05"), "0120"],
    [],
    ["INN-0003", "@SUM(A1)", "RX1RA", "planned", None, 0.1],
]
SHEETS: dict[str, list[list[Any]]] = {"Adoptions": ADOPTIONS, "Staff notes": [["ask Priya"], [3.5, True]]}
Sent = Callable[[bytes | str, dict[str, Any]], SentSheets | None]


@pytest.fixture
def sent(tmp_path: Path) -> Sent:
    """Reads a file's cells for a receipt, as the sandbox's child does."""

    def read(content: bytes | str, document: dict[str, Any]) -> SentSheets | None:
        path = tmp_path / "sent"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_cells(path, rows_marked(document))

    return read


def _unknown_place(sheet: str | None = "Adoptions", row: int = 6, cell: str | None = "C6") -> Finding:
    place = Place("adoptions", sheet, row, "location_code", cell)
    return finding("R05", place=place, value="RX1RZ", suggestion="; did you mean RX1RA?")


def _receipt(*found: Finding, sheet: str | None = "Adoptions", **other: Any) -> dict[str, Any]:
    datasets = (judged_dataset(accepted=2, sheet=sheet),)
    verdict = other.pop("verdict", "partially_accepted")
    return receipt(verdict, *(found or (_unknown_place(),)), datasets=datasets, **other)


def _book(document: dict[str, Any], sent: SentSheets | None, held: Any = ()) -> Any:
    return openpyxl.load_workbook(io.BytesIO(marked_up_workbook(document, sent, held)))


def test_every_cell_of_every_sheet_stands_where_its_sender_put_it(sent: Sent) -> None:
    book = _book(_receipt(), sent(workbook(SHEETS), _receipt()))
    assert book.sheetnames == ["Summary", "Adoptions", "Staff notes"]
    shown = [[cell.value for cell in row[:6]] for row in book["Adoptions"].iter_rows(max_row=8)]
    expected = [row + [None] * (6 - len(row)) for row in ADOPTIONS]
    for row in (3, 4):
        expected[row][4] = datetime.fromisoformat("2017-11-30")
    assert shown == expected
    assert [[cell.value for cell in row] for row in book["Staff notes"]] == [["ask Priya", None], [3.5, "TRUE"]]
    assert book["Adoptions"]["E4"].number_format == "dd/mm/yyyy"


def test_the_faulty_cell_is_filled_and_commented_and_its_row_explained_to_the_right(sent: Sent) -> None:
    sheet = _book(_receipt(), sent(workbook(SHEETS), _receipt()))["Adoptions"]
    marked = [cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == FILL]
    assert marked == ["C6", "G6"]
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["C6"]
    assert "did you mean RX1RA?" in sheet["C6"].comment.text
    assert sheet["G3"].value == MARKER
    assert sheet["G6"].value.startswith("RX1RZ is not a location we know.")


def test_a_held_row_beyond_the_listed_findings_still_says_why(sent: Sent) -> None:
    held = pa.table({"row": pa.array([8, 900], pa.int64()), "why": ["No such innovation.", "Not shown."]})
    book = _book(_receipt(), sent(workbook(SHEETS), _receipt()), [("adoptions", "Adoptions", held)])
    assert book["Adoptions"]["G8"].value == "No such innovation."
    assert book["Adoptions"].max_row == 8


def test_a_finding_without_a_column_marks_its_rows_first_cell(sent: Sent) -> None:
    place = Place("adoptions", "Adoptions", 2)
    document = _receipt(finding("R01", place=place, found=3, expected=6, lines=1, more=""))
    sheet = _book(document, sent(workbook(SHEETS), document))["Adoptions"]
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["C2"]


def test_ignored_columns_are_told_beside_the_header_and_mark_no_cell(sent: Sent) -> None:
    place = Place("adoptions", "Adoptions", 3)
    document = _receipt(finding("W13", place=place, columns="region"))
    sheet = _book(document, sent(workbook(SHEETS), document))["Adoptions"]
    assert sheet["G3"].value.startswith(f"{MARKER}. These columns are not part of the report")
    assert not [cell for row in sheet for cell in row if cell.comment or cell.fill.fgColor.rgb == FILL]


def test_the_summary_opens_with_the_verdict_and_links_to_the_cell(sent: Sent) -> None:
    summary = _book(_receipt(), sent(workbook(SHEETS), _receipt()))["Summary"]
    assert str(summary["A1"].value).startswith("Part of the report counts: 3 of 5 rows are held")
    assert [link.location for row in summary for cell in row if (link := cell.hyperlink)] == ["'Adoptions'!C6"]


def test_a_hidden_sheet_is_named_and_not_shown(sent: Sent) -> None:
    content = workbook(SHEETS | {"Salaries": [["secret"]]}, hidden=["Salaries"])
    book = _book(_receipt(), sent(content, _receipt()))
    assert book.sheetnames == ["Summary", "Adoptions", "Staff notes"]
    cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
    assert "Not shown, since hidden, a chart or one too many: Salaries." in cells
    assert "secret" not in cells


@pytest.mark.parametrize("write", [open_workbook, written_by_xlwt], ids=["ods", "xls"])
def test_open_documents_and_old_workbooks_come_back_at_the_same_addresses(sent: Sent, write: Any) -> None:
    plain = [["note", ""], *([str(cell) if cell else "" for cell in row] for row in ADOPTIONS[2:6])]
    document = _receipt(_unknown_place(row=5, cell="C5"))
    book = _book(document, sent(write({"Adoptions": plain, "Other": [["x", 2.5]]}), document))
    assert book.sheetnames == ["Summary", "Adoptions", "Other"]
    assert (book["Adoptions"]["A1"].value, book["Adoptions"]["C5"].value, book["Other"]["B1"].value) == (
        "note", "RX1RZ", 2.5,
    )  # fmt: skip
    assert book["Adoptions"]["C5"].comment


def test_a_text_file_with_semicolons_keeps_its_lines_and_a_malformed_records_fields(sent: Sent) -> None:
    content = (
        'Report;;\ninnovation_code;location_code;adoption_status;notes\nINN-0001;RX1RA;adopted;"two\nlines"\n'
        "INN-0002;RX1RZ;adopted;007\nINN-0003;RX1RA;adopted;12;stray\n"
    )
    broken = finding("R01", place=Place("adoptions", None, 6), found=5, expected=4, lines=1, more="")
    document = _receipt(_unknown_place(None, 5, None), broken, sheet=None, format="csv")
    sheet = _book(document, sent(content, document))["Adoptions"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3, max_col=4)] == [
        ["Report", None, None, None],
        ["innovation_code", "location_code", "adoption_status", "notes"],
        ["INN-0001", "RX1RA", "adopted", "two\nlines"],
    ]
    assert (sheet["B5"].value, sheet["D5"].value, sheet["D6"].value, sheet["E6"].value) == (
        "RX1RZ", "007", 12, "stray",
    )  # fmt: skip
    assert [cell.coordinate for row in sheet for cell in row if cell.comment] == ["B5", "A6"]
    assert sheet["F2"].value == MARKER


def test_nothing_that_was_sent_is_stored_as_a_formula(sent: Sent) -> None:
    document = _receipt(_unknown_place("=1+1", 1, "A1"), sheet="=1+1", ignored_sheets=(HOSTILE,))
    plain = open_workbook({"=1+1": [[HOSTILE, "+1+2", "-cmd"], [" =1", "@x"]]})
    cells = [cell for sheet in _book(document, sent(plain, document)) for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"n", "s", "d"}
    hostile = [cell for cell in cells if str(cell.value).strip().startswith(("=", "@", "+", "-c"))]
    assert len(hostile) == 6
    assert all(cell.quotePrefix for cell in hostile)


@pytest.mark.parametrize("name", ["a/b[c]:d*?\\", "'quoted'", "Summary", "history", "x" * 60, '<&>"', "[]"])
def test_sheet_names_that_no_workbook_may_have_are_made_harmless(sent: Sent, name: str) -> None:
    document = _receipt(_unknown_place(name), sheet=name)
    rows = [[str(cell or "") for cell in row] for row in ADOPTIONS[:6]]
    book = _book(document, sent(open_workbook({name: rows, "Other": [["x"]]}), document))
    assert book.sheetnames[0] == "Summary"
    assert len(book.sheetnames) == 3
    assert book[book.sheetnames[1]]["C6"].comment


def test_written_again_it_has_the_same_bytes(sent: Sent) -> None:
    document = _receipt()
    read = sent(workbook(SHEETS), document)
    assert marked_up_workbook(document, read, ()) == marked_up_workbook(document, read, ())


def test_a_file_that_is_too_large_shows_its_start_and_the_rows_with_findings_and_says_so(
    sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cell_keeper, "CELLS", 500)
    monkeypatch.setattr(cell_keeper, "_RECORDS", 100)
    rows = [f"INN-0001,L{row},adopted" for row in range(2, 1_001)]
    content = "\n".join(["innovation_code,location_code,adoption_status", *rows])
    document = _receipt(_unknown_place(None, 777, None), sheet=None, format="csv")
    book = _book(document, sent(content, document))
    shown = [row for row in range(1, 1_001) if book["Adoptions"].cell(row, 1).value]
    assert shown == [*range(1, 201), 777]
    assert "Too large to be shown whole, so from some row on only rows with findings: Adoptions." in [
        cell.value for cell in book["Summary"]["A"]
    ]


def test_a_file_that_can_not_be_read_again_gives_a_summary_that_says_so(sent: Sent) -> None:
    assert sent(workbook(SHEETS)[:-40], _receipt()) is None
    book = _book(_receipt(), None)
    assert book.sheetnames == ["Summary"]
    assert any(str(cell.value).startswith("Your file could not be read a second time") for cell in book["Summary"]["A"])


def test_only_spreadsheets_and_short_text_files_with_findings_about_rows_get_one() -> None:
    assert has_marked_up(_receipt())
    assert has_marked_up(_receipt() | {"format": "csv"})
    assert has_marked_up(_receipt() | {"format": "xlsx+zip"})
    assert not has_marked_up(_receipt() | {"format": "parquet"})
    assert not has_marked_up(receipt("accepted"))
    long = receipt("partially_accepted", UNKNOWN_PLACE, datasets=(judged_dataset(accepted=50_000),), format="csv")
    assert not has_marked_up(long)


def test_libreoffice_opens_it_and_shows_the_same_cells(sent: Sent, tmp_path: Path) -> None:
    file = tmp_path / "marked-up.xlsx"
    rows = [[str(cell or "") for cell in row] for row in ADOPTIONS]
    rows[7][1] = HOSTILE
    file.write_bytes(marked_up_workbook(_receipt(), sent(open_workbook({"Adoptions": rows}), _receipt()), ()))
    book = python_calamine.CalamineWorkbook.from_path(str(saved_by_libreoffice(file, "ods", tmp_path / "saved")))
    assert book.sheet_names == ["Summary", "Adoptions"]
    cells = book.get_sheet_by_name("Adoptions").to_python(skip_empty_area=False)
    assert cells[0][0] == "North East report, quarter 3"
    assert cells[5][:3] == ["INN-0002", "+cmd|x", "RX1RZ"]
