"""How people write their files: delimiters, encodings, headers, dates and workbooks as they come.

Every file opens with a row that says that its figures are made up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Literal

import xlsxwriter

from adoption_reports.domain.periods import MONTHS, Period
from adoption_reports.local.made_up.figures import Row
from adoption_reports.local.made_up.mistakes import Unquoted
from adoption_reports.metadata.columns import COLUMNS
from adoption_reports.metadata.datasets import DATASETS, KEY_COLUMNS

MADE_UP = "Demonstration: made-up figures"
WRITTEN = datetime(2018, 1, 22, tzinfo=UTC)
"""When every workbook says that it was made, so that its bytes are always the same."""


@dataclass(frozen=True, slots=True)
class Form:
    """The form in which one network's people send their files.

    together: both datasets in one workbook. headings: contract names, titles or aliases.
    titles: further rows above the header. names_itself: network and quarter in columns of their own.
    """

    kind: Literal["csv", "xlsx"]
    together: bool = False
    delimiter: str = ","
    encoding: str = "utf-8"
    line_end: str = "\r\n"
    headings: Literal["names", "titles", "aliases"] = "names"
    dates: Literal["iso", "slashes", "words", "dashes"] = "slashes"
    titles: int = 0
    names_itself: bool = False
    money_signs: bool = False
    formulas: bool = False

    @property
    def is_windows(self) -> bool:
        """Whether the bytes are Windows-1252, which is noted as a warning."""
        return self.encoding == "cp1252"


def headings(columns: Iterable[str], form: Form) -> list[str]:
    """The header cells as the network writes them; columns unknown to the contract stay as they are."""
    written = []
    for name in columns:
        column = COLUMNS.get(name) or KEY_COLUMNS.get(name)
        if column is None or form.headings == "names":
            written.append(name)
        elif form.headings == "titles":
            written.append(column.title.capitalize())
        else:
            written.append((column.aliases[-1] if column.aliases else column.title).title())
    return written


def table_columns(dataset: str, rows: Sequence[Row], form: Form) -> list[str]:
    """The file's columns: the contract's, after the key columns if it names itself, before any others."""
    columns = [*(KEY_COLUMNS if form.names_itself else ()), *DATASETS[dataset].columns]
    extra = [name for name in (rows[0] if rows else ()) if name not in columns]
    return columns + extra


def preamble(network_name: str, period: Period, form: Form) -> list[str]:
    """The rows above the header."""
    titles = [MADE_UP, f"{period.label} – people, jobs and £", network_name, ""]
    return titles[: 1 + form.titles]


def csv_file(columns: Sequence[str], rows: Sequence[Row], above: Sequence[str], form: Form) -> bytes:
    """One dataset as a text file."""
    lines = [_quoted(text, form) for text in above]
    lines.append(form.delimiter.join(_quoted(name, form) for name in headings(columns, form)))
    for row in rows:
        lines.append(form.delimiter.join(_quoted(_as_text(row.get(name), form), form) for name in columns))
    text = form.line_end.join([*lines, ""])
    return text.encode(form.encoding)


def _quoted(text: str, form: Form) -> str:
    if isinstance(text, Unquoted) or not any(sign in text for sign in (form.delimiter, '"', "\n", "\r")):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _as_text(value: Any, form: Form) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        month = MONTHS[value.month - 1].capitalize()
        return {
            "iso": value.isoformat(),
            "slashes": f"{value:%d/%m/%Y}",
            "words": f"{value.day} {month} {value.year}",
            "dashes": f"{value.day:02d}-{month[:3]}-{value.year}",
        }[form.dates]
    if isinstance(value, Decimal) and form.money_signs and value >= 1000:
        return f"£{value:,.2f}"
    return value if isinstance(value, str) else str(value)


def workbook(sheets: dict[str, tuple[Sequence[str], Sequence[Row]]], above: Sequence[str], form: Form) -> bytes:
    """One or both datasets as an Excel workbook, with a sheet of notes before them."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "default_date_format": "dd/mm/yyyy"}) as book:
        book.set_properties({"title": MADE_UP, "created": WRITTEN.replace(tzinfo=None)})
        notes = book.add_worksheet("Read me")
        for number, text in enumerate((*above, "Nothing in this workbook describes a real organisation.")):
            notes.write_string(number, 0, text)
        for name, (columns, rows) in sheets.items():
            sheet = book.add_worksheet(name)
            for number, text in enumerate(above):
                sheet.write_string(number, 0, text)
            sheet.write_row(len(above), 0, headings(columns, form), book.add_format({"bold": True}))
            for line, row in enumerate(rows, start=len(above) + 1):
                for place, column in enumerate(columns):
                    _write_cell(sheet, line, place, row.get(column), form)
    return content.getvalue()


def _write_cell(sheet: Any, line: int, place: int, value: Any, form: Form) -> None:
    if isinstance(value, str):
        sheet.write_string(line, place, value)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value)
    elif isinstance(value, Decimal) and form.formulas:
        half = value / 2
        sheet.write_formula(line, place, f"={half}+{value - half}", value=float(value))
    elif value is not None:
        sheet.write_number(line, place, float(value))
