"""marked-up.xlsx: the sender's own sheets again, cell for cell at the sender's addresses, faulty cells marked.

A marked cell is filled and has a comment, and a column to the right of the data says in words what is wrong
with its row, so that nothing is told by colour alone. The first sheet has the verdict, the counts and links
to the cells. Nothing in it runs: every text is stored as text. Equal receipts give equal bytes. Source:
contract, section 7.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from adoption_reports.domain.sent_cells import DATE, NUMBER, SentSheet, SentSheets
from adoption_reports.domain.submissions import DUPLICATE
from adoption_reports.domain.wording import number_in_words
from adoption_reports.feedback.account import counted_sentences
from adoption_reports.feedback.held_rows import is_formula
from adoption_reports.feedback.marked_sheet import Held, MarkedSheet
from adoption_reports.feedback.wording import next_steps, verdict_sentence
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.rules import RULES

SPREADSHEETS = ("xlsx", "xlsm", "xls", "ods")
TEXT_FORMATS = ("csv",)
TEXT_ROWS = 50_000
"""Text files with more rows get no workbook."""
MARKER = "what is wrong and what to do"
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]*[1-9])?", re.ASCII)
_SIGNIFICANT = 15
"""Digits that a spreadsheet's numbers hold; what has more is shown as text, as it was sent."""
_FIRST_DAY = date(1900, 3, 1)
"""Days before this one are another day in some programs, so these are shown as text."""
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NAMES_LISTED = 50


def has_marked_up(receipt: Mapping[str, Any]) -> bool:
    """Whether a receipt has a marked-up workbook beside it: findings about rows of a spreadsheet or short text."""
    read = sum(one["rows_read"] for one in receipt["datasets"])
    format_name, _, _ = receipt["format"].partition("+")  # csv+gzip
    is_shown = format_name in SPREADSHEETS or (format_name in TEXT_FORMATS and read <= TEXT_ROWS)
    if receipt["submission_id"] is None or receipt["verdict"] == DUPLICATE or not is_shown:
        return False
    return any(one["row"] and one["dataset"] for one in receipt["findings"])


def rows_marked(receipt: Mapping[str, Any]) -> dict[str | None, list[int]]:
    """The rows that findings are about, by sheet: a workbook shows these, however large the file."""
    rows: dict[str | None, set[int]] = {}
    for one in receipt["findings"]:
        if one["row"]:
            rows.setdefault(one["sheet"], set()).add(one["row"])
    return {sheet: sorted(numbers) for sheet, numbers in rows.items()}


def marked_up_workbook(receipt: Mapping[str, Any], sent: SentSheets | None, held: Held) -> bytes:
    """The workbook's bytes. sent: None where the file can't be read again; the first sheet then says so."""
    file = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        made = datetime.fromisoformat(receipt["recorded_at"]).replace(tzinfo=None)
        book.set_properties({"title": f"Receipt {receipt['submission_id']}", "created": made})
        writer = _Writer(book, receipt)
        sheets = sent.sheets if sent is not None else ()
        names = _sheet_names(sheets, receipt)
        marked = [MarkedSheet(name, sheet, receipt, held) for name, sheet in zip(names, sheets, strict=True)]
        writer.summary(marked, _about(marked, receipt, sent))
        for one in marked:
            writer.sheet(one)
    return file.getvalue()


def _sheet_names(sheets: Iterable[SentSheet], receipt: Mapping[str, Any]) -> list[str]:
    """Sheet names: the sender's, as far as a workbook may have them; the summary's is taken."""
    taken, names = {"summary", "history"}, []
    file = DATASETS[receipt["datasets"][0]["dataset"]].title if receipt["datasets"] else "Your file"
    for sheet in sheets:
        plain = _NOT_IN_NAMES.sub(" ", sheet.name or file).strip().strip("'")[:31].strip("' ")
        plain = plain or "Sheet"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            name = f"{plain[:25]} ({number})"
        taken.add(name.casefold())
        names.append(name)
    return names


class _Writer:
    def __init__(self, book: Any, receipt: Mapping[str, Any]) -> None:
        self.book, self.receipt = book, receipt
        faulty = {"bg_color": "#FFE3B3", "border": 2, "border_color": "#7A4100"}

        def both(**look: Any) -> dict[bool, Any]:
            return {marked: book.add_format(look | (faulty if marked else {})) for marked in (False, True)}

        self.plain, self.quoted = both(text_wrap=False), both(quote_prefix=True)
        self.day, self.moment = both(num_format="dd/mm/yyyy"), both(num_format="dd/mm/yyyy hh:mm:ss")
        self.heading = both(bold=True, quote_prefix=True)
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.link = book.add_format({"quote_prefix": True, "font_color": "#0B4F7D", "underline": 1, "valign": "top"})

    def summary(self, marked: Sequence[MarkedSheet], about: Iterable[str]) -> None:
        """The first sheet: verdict, counts, what to do, and every listed finding with a link to its cell."""
        sheet = self.book.add_worksheet("Summary")
        for column, width in enumerate((30, 22, 24, 26, 60, 60)):
            sheet.set_column(column, column, width)
        receipt = self.receipt
        lines = [verdict_sentence(receipt), *counted_sentences(receipt), *next_steps(receipt), *about]
        for row, text in enumerate(lines):
            sheet.merge_range(row, 0, row, 5, "", self.wrapped)
            sheet.write_string(row, 0, text, self.title if row == 0 else self.wrapped)
            sheet.set_row(row, 20 * (1 + len(text) // (130 if row else 90)))
        row = len(lines) + 1
        for column, text in enumerate(("Kind", "Where (a link)", "Column", "As sent", "What is wrong", "What to do")):
            sheet.write_string(row, column, text, self.bold)
        by_sheet = {one.sheet.name: one for one in marked}
        for one in receipt["findings"]:
            row += 1
            sheet.write_string(row, 0, RULES[one["rule"]].title, self.wrapped)
            self._place(sheet, row, one, by_sheet.get(one["sheet"]))
            described = COLUMNS.get(one["column"] or "")
            title = described.title if described else one["column"] or ""
            for at, text in enumerate((title, one["value"] or "", one["message"], one["fix"]), start=2):
                sheet.write_string(row, at, text, self.wrapped)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _place(self, sheet: Any, row: int, one: Mapping[str, Any], marked: MarkedSheet | None) -> None:
        if not one["row"]:
            sheet.write_string(row, 1, f"Sheet {one['sheet']}" if one["sheet"] else "The file", self.wrapped)
        elif marked is None:
            sheet.write_string(row, 1, f"Row {number_in_words(one['row'])}", self.wrapped)
        else:
            at, column = marked.place(one)
            cell = xl_rowcol_to_cell(at - 1, column)
            target = f"internal:'{marked.name.replace(chr(39), chr(39) * 2)}'!{cell}"
            sheet.write_url(row, 1, target, self.link, f"{marked.name}, row {number_in_words(at)}, {cell}"[:250])

    def sheet(self, marked: MarkedSheet) -> None:
        """One of the sender's sheets; to the right of its cells, what is wrong with each row."""
        sheet = self.book.add_worksheet(marked.name)
        for column, width in marked.widths.items():
            sheet.set_column(column, column, width)
        header_row = marked.sheet.header_row
        if header_row is not None:
            sheet.freeze_panes(header_row, 0)
        if marked.words:
            sheet.set_column(marked.marker, marked.marker, 80)
        for row, cells in marked.rows():
            commented = marked.comments.get(row, {})
            for column in sorted({*cells, *commented}):
                self._write(sheet, (row - 1, column), cells.get(column), column in commented, row == header_row)
            for column, said in commented.items():
                words = {"author": "Adoption reports", "x_scale": 2.5, "y_scale": 1.5}
                sheet.write_comment(row - 1, column, "\n".join(said)[:32_000], words)
            if row == (header_row or 1) and marked.words:
                title = f"{MARKER}. {marked.words[row]}" if row in marked.words else MARKER
                sheet.write_string(row - 1, marked.marker, title[:32_000], self.heading[False])
            elif row in marked.words:
                sheet.write_string(row - 1, marked.marker, marked.words[row][:32_000], self.quoted[True])
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _write(
        self, sheet: Any, place: tuple[int, int], cell: tuple[int, str] | None, is_marked: bool, is_heading: bool
    ) -> None:
        if cell is None:
            sheet.write_blank(*place, None, self.plain[is_marked])
            return
        kind, text = cell
        moment = _moment(text) if kind == DATE else None
        if moment is not None:
            formats = self.day if len(text) == len("2017-11-30") else self.moment
            sheet.write_datetime(*place, moment, formats[is_marked])
        elif kind == NUMBER and _NUMBER.fullmatch(text) and sum(map(str.isdigit, text)) <= _SIGNIFICANT:
            sheet.write_number(*place, Decimal(text), self.plain[is_marked])
        else:
            formats = self.heading if is_heading else self.quoted if is_formula(text) else self.plain
            sheet.write_string(*place, text[:32_767], formats[is_marked])


def _moment(text: str) -> datetime | None:
    """A date's text as a moment that every spreadsheet shows alike."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    is_day = text[4:5] == "-" and moment.tzinfo is None and moment.date() >= _FIRST_DAY
    return moment if is_day else None  # digits alone are a number that no calendar has


def _about(marked: Sequence[MarkedSheet], receipt: Mapping[str, Any], sent: SentSheets | None) -> Iterator[str]:
    if sent is None:
        yield "Your file could not be read a second time, so its sheets are not shown here; all else is below."
        return
    yield "Your sheets follow, each cell where it is in your file. Marked cells have a comment with what to do."
    if receipt["findings_listed"] < receipt["findings_count"]:
        listed, count = (number_in_words(receipt[f"findings_{name}"]) for name in ("listed", "count"))
        yield f"{listed} of {count} findings are marked, some of every kind."
    if cut := [one.name for one in marked if not one.sheet.is_whole]:
        yield f"Too large to be shown whole, so from some row on only rows with findings: {', '.join(cut)}."
    if sent.not_shown:
        names = ", ".join(sent.not_shown[:_NAMES_LISTED])
        more = len(sent.not_shown) - _NAMES_LISTED
        yield f"Not shown, since hidden, a chart or one too many: {names}{f' and {more} more' if more > 0 else ''}."
