"""marked-up.xlsx: the network's own rows again, each at its own row number, faulty cells marked.

A marked cell is filled and has a comment, and the row says in words what is wrong, so that nothing is
told by colour alone. The first sheet has the verdict, the counts and links to the cells. Nothing in it
runs: every text is stored as text. Equal receipts give equal bytes. Source: contract, section 7.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from adoption_reports.domain.reading import ROW
from adoption_reports.domain.submissions import DUPLICATE
from adoption_reports.domain.wording import number_in_words
from adoption_reports.feedback.account import counted_sentences
from adoption_reports.feedback.held_rows import WHY, is_formula
from adoption_reports.feedback.wording import next_steps, verdict_sentence
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.rules import RULES

SPREADSHEETS = ("xlsx", "xlsm", "xls", "ods")
TEXT_FORMATS = ("csv",)
TEXT_ROWS = 50_000
"""Text files with more rows get no workbook."""
ROWS = 100_000
"""Rows written of one table; a larger one shows only rows that findings are about. 100,000 take some ten seconds."""
MARKER = "what is wrong and what to do"
_HEADER_ROWS = 20
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]*[1-9])?", re.ASCII)
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

Rows = tuple[str, str | None, pa.Table | None, pa.Table | None]
"""dataset, sheet, accepted lines and held rows (as JudgedDataset has them; None where there are none)."""


def has_marked_up(receipt: Mapping[str, Any]) -> bool:
    """Whether a receipt has a marked-up workbook beside it: findings about rows of a spreadsheet or short text."""
    read = sum(one["rows_read"] for one in receipt["datasets"])
    is_short = receipt["format"] in TEXT_FORMATS and read <= TEXT_ROWS
    if (
        receipt["submission_id"] is None
        or receipt["verdict"] == DUPLICATE
        or not (receipt["format"] in SPREADSHEETS or is_short)
    ):
        return False
    return any(one["row"] and one["dataset"] for one in receipt["findings"])


def marked_up_workbook(receipt: Mapping[str, Any], tables: Sequence[Rows]) -> bytes:
    """The workbook's bytes."""
    file = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(file, options) as book:
        made = datetime.fromisoformat(receipt["recorded_at"]).replace(tzinfo=None)
        book.set_properties({"title": f"Receipt {receipt['submission_id']}", "created": made})
        writer = _Writer(book, receipt)
        names = writer.names(tables)
        plans = [_Plan(name, table, receipt) for name, table in zip(names, tables, strict=True)]
        writer.summary(plans)
        for plan in plans:
            writer.table(plan)
    return file.getvalue()


class _Plan:
    """Where the rows and findings of one table go."""

    def __init__(self, name: str, table: Rows, receipt: Mapping[str, Any]) -> None:
        self.name = name
        self.dataset, self.sheet, self.lines, self.held = table
        self.columns = DATASETS[self.dataset].columns
        self.findings: dict[int, list[Mapping[str, Any]]] = {}
        for one in receipt["findings"]:
            if one["dataset"] == self.dataset and one["sheet"] == self.sheet and one["row"]:
                self.findings.setdefault(one["row"], []).append(one)
        held = self.held.num_rows if self.held is not None else 0
        self.is_whole = (self.lines.num_rows if self.lines is not None else 0) + held <= ROWS
        self.is_refused = receipt["verdict"] == "rejected"
        self.rows = dict(sorted((int(row[ROW]), row) for row in self._rows()))
        first = min(self.rows, default=2)
        self.header_row = first - 1 if 2 <= first <= _HEADER_ROWS + 1 else 1

    def _rows(self) -> Iterator[dict[str, Any]]:
        for table in (self.lines, self.held):
            if table is None:
                continue
            wanted = table.select([ROW, *(name for name in (WHY, *self.columns) if name in table.column_names)])
            if not self.is_whole:
                wanted = wanted.filter(pc.is_in(wanted[ROW], pa.array(list(self.findings), pa.int64())))
            yield from wanted.to_pylist()

    def cell(self, one: Mapping[str, Any]) -> str:
        """The cell that a finding is about: the column's, or the marker's."""
        at = self.columns.index(one["column"]) if one["column"] in self.columns else len(self.columns)
        return str(xl_rowcol_to_cell(one["row"] - 1, at))


class _Writer:
    def __init__(self, book: Any, receipt: Mapping[str, Any]) -> None:
        self.book, self.receipt = book, receipt
        faulty = {"bg_color": "#FFE3B3", "border": 2, "border_color": "#7A4100"}
        self.plain = {False: book.add_format({"text_wrap": False}), True: book.add_format(faulty)}
        self.quoted = {
            marked: book.add_format({"quote_prefix": True, **(faulty if marked else {})}) for marked in (False, True)
        }
        self.dates = {
            marked: book.add_format({"num_format": "dd/mm/yyyy", **(faulty if marked else {})})
            for marked in (False, True)
        }
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True})
        self.link = book.add_format({"quote_prefix": True, "font_color": "#0B4F7D", "underline": 1, "valign": "top"})

    def names(self, tables: Sequence[Rows]) -> list[str]:
        """Sheet names: the sender's, as far as a workbook may have them; the summary's is taken."""
        taken, names = {"summary", "history"}, []
        for dataset, sheet, _, _ in tables:
            plain = _NOT_IN_NAMES.sub(" ", sheet or DATASETS[dataset].title).strip().strip("'")[:31].strip("' ")
            name, number = plain or DATASETS[dataset].title, 1
            while name.casefold() in taken:
                number += 1
                name = f"{plain[:26]} ({number})"
            taken.add(name.casefold())
            names.append(name)
        return names

    def summary(self, plans: Sequence[_Plan]) -> None:
        """The first sheet: verdict, counts, what to do, and every listed finding with a link to its cell."""
        sheet = self.book.add_worksheet("Summary")
        for column, width in enumerate((30, 22, 24, 26, 60, 60)):
            sheet.set_column(column, column, width)
        receipt = self.receipt
        lines = [verdict_sentence(receipt), *counted_sentences(receipt), *next_steps(receipt), *_about(plans, receipt)]
        for row, text in enumerate(lines):
            sheet.merge_range(row, 0, row, 5, "", self.wrapped)
            sheet.write_string(row, 0, text, self.title if row == 0 else self.wrapped)
            sheet.set_row(row, 20 * (1 + len(text) // (130 if row else 90)))
        row = len(lines) + 1
        for column, text in enumerate(("Kind", "Where (a link)", "Column", "As sent", "What is wrong", "What to do")):
            sheet.write_string(row, column, text, self.bold)
        for one in receipt["findings"]:
            row += 1
            sheet.write_string(row, 0, RULES[one["rule"]].title, self.wrapped)
            self._place(sheet, row, one, plans)
            described = COLUMNS.get(one["column"] or "")
            title = described.title if described else one["column"] or ""
            for at, text in enumerate((title, one["value"] or "", one["message"], one["fix"]), start=2):
                sheet.write_string(row, at, text, self.wrapped)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def _place(self, sheet: Any, row: int, one: Mapping[str, Any], plans: Sequence[_Plan]) -> None:
        for plan in plans:
            if one["row"] in plan.rows and (plan.dataset, plan.sheet) == (one["dataset"], one["sheet"]):
                target = f"internal:'{plan.name.replace(chr(39), chr(39) * 2)}'!{plan.cell(one)}"
                sheet.write_url(row, 1, target, self.link, f"{plan.name}, row {number_in_words(one['row'])}"[:250])
                return
        where = f"Row {number_in_words(one['row'])}" if one["row"] else "The file"
        sheet.write_string(row, 1, where, self.wrapped)

    def table(self, plan: _Plan) -> None:
        """The rows of one table, each at its own row number."""
        sheet = self.book.add_worksheet(plan.name)
        sheet.set_column(0, len(plan.columns) - 1, 20)
        sheet.set_column(len(plan.columns), len(plan.columns), 80)
        titles = [*(DATASETS[plan.dataset].column(name).title for name in plan.columns), MARKER]
        for column, title in enumerate(titles):
            sheet.write_string(plan.header_row - 1, column, title, self.bold)
        sheet.freeze_panes(plan.header_row, 0)
        for number, row in plan.rows.items():
            found = plan.findings.get(number, [])
            by_column: dict[str | None, list[str]] = {}
            for one in found:
                by_column.setdefault(one["column"], []).append(f"{one['message']} {one['fix']}")
            for column, name in enumerate(plan.columns):
                self._write(sheet, number - 1, column, row.get(name), name in by_column)
                if name in by_column:
                    words = {"author": "Adoption reports", "x_scale": 2.5, "y_scale": 1.5}
                    sheet.write_comment(number - 1, column, "\n".join(by_column[name]), words)
            said = row.get(WHY) or " ".join(text for texts in by_column.values() for text in texts)
            if said:
                sheet.write_string(number - 1, len(plan.columns), said[:32_000], self.quoted[True])

    def _write(self, sheet: Any, row: int, column: int, value: Any, is_marked: bool) -> None:
        if value is None or value == "":
            if is_marked:
                sheet.write_blank(row, column, None, self.plain[True])
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, self.dates[is_marked])
        elif isinstance(value, (int, Decimal)) or _NUMBER.fullmatch(str(value)):
            sheet.write_number(row, column, Decimal(str(value)), self.plain[is_marked])
        else:
            formats = self.quoted if is_formula(str(value)) else self.plain
            sheet.write_string(row, column, str(value)[:32_767], formats[is_marked])


def _about(plans: Sequence[_Plan], receipt: Mapping[str, Any]) -> Iterator[str]:
    yield "Each row stands at the row number that it has in your file. Marked cells have a comment with what to do."
    if receipt["findings_listed"] < receipt["findings_count"]:
        listed, count = (number_in_words(receipt[f"findings_{name}"]) for name in ("listed", "count"))
        yield f"{listed} of {count} findings are marked, some of every kind."
    if any(not plan.is_whole for plan in plans):
        yield "The file is so large that only the rows with findings are shown here."
    elif any(plan.is_refused for plan in plans):
        yield "The file was refused, so only its rows with mistakes are shown here."
    else:
        yield "Columns that are not part of the report, and further copies of a repeated row, are left out."
    ignored = [name for name in receipt["ignored_sheets"] if name]
    if ignored:
        yield f"Sheets without a table of ours, or hidden, not shown: {', '.join(ignored)}."
