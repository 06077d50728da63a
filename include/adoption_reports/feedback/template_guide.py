"""The template's first sheet: whose report it is, what to do, and every column with examples.

A column's facts stand in a row, never in a header row, so that nothing here can be read as data.
"""

from collections.abc import Iterable, Sequence
from math import ceil
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from adoption_reports.domain.wording import day_in_words
from adoption_reports.feedback.column_help import allowed, heading, key_in_words, needed
from adoption_reports.feedback.examples import example_rows
from adoption_reports.metadata.datasets import DATASETS, Dataset

if TYPE_CHECKING:
    from adoption_reports.feedback.template import TemplateContents

NAME = "Instructions"
_WIDTHS = (26, 70, 36, 52, 24, 24, 26)
_LINE_POINTS = 15
_ANY_CODES = ("INN-0001", "RX1RA")


class _Page:
    """Rows of text from the top down; each as high as its longest cell, since not every program does that by itself."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.add_worksheet(NAME)
        for position, width in enumerate(_WIDTHS):
            self._sheet.set_column(position, position, width)
        self._row = 0

    def write(self, texts: Sequence[str], styles: Iterable[Format], *, is_wrapped: bool = True) -> None:
        lines = max(ceil(len(text) * 1.1 / _WIDTHS[position]) for position, text in enumerate(texts))
        self._sheet.set_row(self._row, _LINE_POINTS * (lines if is_wrapped else 1.5))
        for position, (text, style) in enumerate(zip(texts, styles, strict=True)):
            self._sheet.write_string(self._row, position, text, style)
        self._row += 1

    def skip(self) -> None:
        self._row += 1

    def finish(self) -> None:
        self._sheet.protect("", {"format_columns": True, "format_rows": True})
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&L&A&RPage &P of &N")


def write_instructions(book: Workbook, contents: "TemplateContents", title: str) -> None:
    """Add the sheet."""
    page = _Page(book)
    big, section = (book.add_format({"bold": True, "font_size": size, "valign": "top"}) for size in (16, 13))
    bold = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
    plain = book.add_format({"valign": "top", "text_wrap": True})
    page.write([title], [big], is_wrapped=False)
    page.skip()
    for fact in _facts(contents):
        page.write(fact, (bold, plain))
    page.skip()
    page.write(["What to do"], [section], is_wrapped=False)
    for number, step in enumerate(_steps(contents), start=1):
        page.write((f"Step {number}", step), (bold, plain))
    for dataset in DATASETS.values():
        page.skip()
        page.write([f"The columns of the sheet {dataset.title}"], [section], is_wrapped=False)
        _write_columns(page, book, dataset, contents)
    page.finish()


def _write_columns(page: _Page, book: Workbook, dataset: Dataset, contents: "TemplateContents") -> None:
    header = book.add_format({"bold": True, "bottom": 2, "valign": "top", "text_wrap": True})
    bold = book.add_format({"bold": True, "bottom": 1, "bottom_color": "#BFBFBF", "valign": "top", "text_wrap": True})
    plain = book.add_format({"bottom": 1, "bottom_color": "#BFBFBF", "valign": "top", "text_wrap": True})
    example = book.add_format(
        {"italic": True, "bottom": 1, "bottom_color": "#BFBFBF", "left": 1, "valign": "top", "text_wrap": True}
    )
    examples = example_rows(
        dataset.name,
        contents.period,
        innovation_code=contents.innovations[0].innovation_code if contents.innovations else _ANY_CODES[0],
        location_code=contents.locations[0].location_code if contents.locations else _ANY_CODES[1],
    )
    said = f"{dataset.grain} No two rows may have the same {key_in_words(dataset)}."
    page.write([said], [book.add_format({"valign": "top"})], is_wrapped=False)
    shown = [f"Example {number} (made up)" for number in range(1, len(examples) + 1)]
    headings = ["Column", "What it is", "When it is needed", "What to write", *shown]
    page.write(headings, [header] * len(headings))
    for name in dataset.columns:
        column = dataset.column(name)
        facts = [heading(column), column.description, needed(column), allowed(column, contents.period)]
        facts += [one.get(name, "(blank)") for one in examples]
        page.write(facts, [bold, plain, plain, plain, *[example] * len(examples)])


def _facts(contents: "TemplateContents") -> list[tuple[str, str]]:
    network, period = contents.network, contents.period
    facts = [
        ("Network", f"{network.network_name}, since 2023 {network.name_since_2023} ({network.network_code})"),
        ("Quarter", period.label),
    ]
    if contents.due_date:
        facts.append(("Due", f"By the end of {day_in_words(contents.due_date)}. Late reports count, too."))
    facts.append(("Send it to", f"The folder {network.network_code}/{period.code}/. Any file name will do."))
    if contents.prefilled_from:
        facts.append(("Carried over from", f"Your report for {contents.prefilled_from.label}."))
    return facts


def _steps(contents: "TemplateContents") -> list[str]:
    carried = (
        "The sheet Adoptions already holds last time's rows, without those that had stopped. Go through them all: fill"
        " in this quarter's number (0 if nobody new), change what has changed, delete what no longer belongs. Sites"
        " that have closed stand under their successor's code. Deals are not carried over: each quarter has its own."
    )
    return [
        *([carried] if contents.prefilled_from else []),
        "Fill in the sheets Adoptions and Economic impact, one row below the other. Cells with a list: choose from it;"
        " the sheets Innovations and Locations have the names, and Words says what each word means.",
        "A cell that still needs a value is shaded, with a border. Stand on a cell to read what it wants.",
        "Leave the names of the columns as they are; they are locked. Columns that you add are ignored.",
        "A place without an ODS code (a leisure centre, say): leave its location code blank, give name and postcode.",
        "Nothing to report at all? Save the empty file with nil-return in its name and send it.",
        "Nothing to report on one of the two sheets? Send the filled file. Then delete the filled sheet, save the rest"
        " with nil-return in its name, and send that as well.",
        "Send the file. The answer says what counts and what to correct, row by row.",
        "To correct something, change it in this file and send the whole file again: it replaces the earlier one.",
    ]
