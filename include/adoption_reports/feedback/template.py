"""The workbook that a network fills in: one sheet per dataset, with drop-downs and a locked header.

Everything it says of a column is rendered from the column's description. Only the datasets' own sheets
may look like data to the reader: examples and lists stand elsewhere. Equal contents give equal bytes.
Source: contract, sections 3, 4 and 8.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from adoption_reports.domain.periods import Period
from adoption_reports.domain.registry import Innovation, Location, Network, Registry
from adoption_reports.feedback.column_help import allowed, heading, needed
from adoption_reports.feedback.template_guide import write_instructions
from adoption_reports.feedback.template_rules import Sources, entry_rule, unfilled
from adoption_reports.metadata.columns import ADOPTION_STATUSES, BENEFIT_BASES, FUNDING_TYPES, MEANINGS, Column
from adoption_reports.metadata.datasets import DATASETS, Dataset

HEADER_ROW = 2
"""0-based: above it stand whose report the sheet is, and how to fill it in."""
LAST_ROW = 1_048_575
LAST_WITH_FILTER = 20_000
"""The header's filter buttons cover rows up to this one; a table seldom has more."""
LANGUAGE = "en-GB"
_WIDTHS = {"code": 18, "text": 30, "postcode": 18, "word": 18, "integer": 16, "money": 18, "fte": 16, "date": 16}
_NUMBER_FORMATS = {"integer": "#,##0", "money": "£#,##0.00", "fte": "#,##0.0", "date": "dd mmm yyyy"}
_WORD_LISTS = {"adoption status": ADOPTION_STATUSES, "benefit basis": BENEFIT_BASES, "funding type": FUNDING_TYPES}
_PROTECTION = {
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
}
"""What the sheets' protection (without a password) leaves allowed: everything but changing the header."""


@dataclass(frozen=True)
class TemplateContents:
    """What one network's template for one quarter holds.

    rows: dataset -> rows carried over, each by contract column; prefilled_from: the quarter they were reported for.
    """

    network: Network
    period: Period
    due_date: date | None
    innovations: Sequence[Innovation]
    locations: Sequence[Location]
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    prefilled_from: Period | None = None


def contents_for(registry: Registry, network_code: str, period: Period) -> TemplateContents:
    """An empty template's contents: innovations in use and the network's own open locations, by code."""
    dates = registry.periods.get(period.code)
    innovations = [
        one
        for one in registry.innovations.values()
        if one.status == "active" or (one.status_date is not None and one.status_date > period.end)
    ]
    locations = [
        one
        for code, one in registry.locations.items()
        if registry.area_of(registry.resolutions[code].place) == network_code
        and (one.closed_date is None or one.closed_date > period.end)
    ]
    return TemplateContents(
        registry.networks[network_code],
        period,
        dates.due_date if dates else None,
        sorted(innovations, key=lambda one: one.innovation_code),
        sorted(locations, key=lambda one: one.location_code),
    )


def render_template(contents: TemplateContents) -> bytes:
    """The workbook."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    who, when = contents.network, contents.period
    title = f"Adoption report of {who.network_name} ({who.network_code}), {when.label}"
    # A fixed moment: the same contents give the same bytes, whoever makes them and when.
    created = datetime(when.start.year, when.start.month, when.start.day)  # noqa: DTZ001
    book.set_properties({"title": title, "subject": "Template", "author": "Adoption reports", "created": created})
    styles = _Styles(book)
    write_instructions(book, contents, title)
    sheets = {name: book.add_worksheet(dataset.title) for name, dataset in DATASETS.items()}
    sources = _write_lists(book, contents, styles)
    for name, sheet in sheets.items():
        _write_dataset(sheet, DATASETS[name], contents, styles, sources)
    book.close()
    return _in_language(file.getvalue())


class _Styles:
    """Cell styles; a column's own is made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._columns: dict[str, Format] = {}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.hint = book.add_format({"italic": True})
        self.header = book.add_format(
            {
                "bold": True,
                "bg_color": "#1F3864",
                "font_color": "#FFFFFF",
                "text_wrap": True,
                "valign": "top",
                "border": 1,
            }
        )
        self.needed = book.add_format({"bg_color": "#FFF2CC", "pattern": 1, "border": 1, "border_color": "#7F6000"})
        self.plain = book.add_format()

    def of(self, column: Column) -> Format:
        """How the column's cells are shown; text stays text (a leading zero, "=…"), and all may be changed."""
        shown = _NUMBER_FORMATS.get(column.kind, "@")
        if shown not in self._columns:
            self._columns[shown] = self._book.add_format({"num_format": shown, "locked": False})
        return self._columns[shown]


def _write_dataset(
    sheet: Worksheet, dataset: Dataset, contents: TemplateContents, styles: _Styles, sources: Sources
) -> None:
    last, first_row = len(dataset.columns) - 1, HEADER_ROW + 1
    rows = contents.rows.get(dataset.name, ())
    sheet.set_row(0, 20, styles.plain)
    sheet.set_row(1, None, styles.plain)
    sheet.set_row(HEADER_ROW, 32)
    sheet.write_string(0, 0, f"{dataset.title}: {contents.network.network_code}, {contents.period.label}", styles.title)
    sheet.write_string(1, 0, _hint(dataset, contents, is_prefilled=bool(rows)), styles.hint)
    for position, name in enumerate(dataset.columns):
        column = dataset.column(name)
        style = styles.of(column)
        sheet.set_column(position, position, _WIDTHS[column.kind], style)
        sheet.write_string(HEADER_ROW, position, heading(column), styles.header)
        note = f"{column.description}\n{needed(column)}\n{allowed(column, contents.period)}"
        sheet.write_comment(HEADER_ROW, position, note, {"author": "Adoption reports", "width": 260, "height": 110})
        rule = entry_rule(column, contents.period, sources)
        if sheet.data_validation(first_row, position, LAST_ROW, position, rule):
            raise ValueError(f"A rule of the template's column {name} is too long")
        if condition := unfilled(dataset, name, row=first_row):
            where = (first_row, position, LAST_WITH_FILTER, position)
            sheet.conditional_format(*where, {"type": "formula", "criteria": condition, "format": styles.needed})
        for number, row in enumerate(rows, start=first_row):
            _write_value(sheet, number, position, row.get(name), style)
    sheet.autofilter(HEADER_ROW, 0, LAST_WITH_FILTER, last)
    sheet.freeze_panes(first_row, 1)
    sheet.protect("", _PROTECTION)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER_ROW)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.set_selection(first_row, 0, first_row, 0)


def _hint(dataset: Dataset, contents: TemplateContents, *, is_prefilled: bool) -> str:
    carried = ""
    if is_prefilled and contents.prefilled_from:
        carried = (
            f" Carried over from {contents.prefilled_from.label}: check each row and fill in this quarter's numbers."
        )
    return (
        f"{dataset.grain} Fill in from row {HEADER_ROW + 2} down. * always needed; shaded cells need a value.{carried}"
    )


def _write_value(sheet: Worksheet, row: int, column: int, value: Any, style: Format) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, column, value, style)
    elif value is not None:
        sheet.write_string(row, column, str(value), style)


def _write_lists(book: Workbook, contents: TemplateContents, styles: _Styles) -> Sources:
    """The sheets that the drop-downs take their codes and words from; to be searched by name, too."""
    innovations = [(one.innovation_code, one.innovation_name, one.description) for one in contents.innovations]
    locations = [
        (one.location_code, one.location_name, one.location_type.replace("_", " "), one.postcode or "")
        for one in contents.locations
    ]
    words = [(title, word, MEANINGS[word]) for title, listed in _WORD_LISTS.items() for word in listed]
    _write_list(book, "Innovations", ("Code", "Name", "What it is"), (12, 60, 90), innovations, styles)
    _write_list(book, "Locations", ("Code", "Name", "Kind", "Post code"), (12, 60, 18, 14), locations, styles)
    _write_list(book, "Words", ("Column", "Word", "Meaning"), (20, 16, 90), words, styles)
    sources = {
        "innovations": f"=Innovations!$A$2:$A${len(innovations) + 1}",
        "locations": f"=Locations!$A$2:$A${len(locations) + 1}",
    }
    row = 2
    for title, listed in _WORD_LISTS.items():
        sources[title] = f"=Words!$B${row}:$B${row + len(listed) - 1}"
        row += len(listed)
    return sources


def _write_list(
    book: Workbook,
    name: str,
    headings: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    styles: _Styles,
) -> None:
    sheet = book.add_worksheet(name)
    for position, (said, width) in enumerate(zip(headings, widths, strict=True)):
        sheet.set_column(position, position, width)
        sheet.write_string(0, position, said, styles.header)
    for number, row in enumerate(rows, start=1):
        for position, text in enumerate(row):
            sheet.write_string(number, position, text)
    sheet.autofilter(0, 0, len(rows), len(headings) - 1)
    sheet.freeze_panes(1, 1)
    sheet.protect("", {"autofilter": True, "format_columns": True})


def _in_language(workbook: bytes) -> bytes:
    """The same workbook with its language said, for screen readers: xlsxwriter has no setting for it."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as given, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in given.infolist():
            body = given.read(entry)
            if entry.filename == "docProps/core.xml":
                end = b"</cp:coreProperties>"
                body = body.replace(end, f"<dc:language>{LANGUAGE}</dc:language>".encode() + end)
            made.writestr(entry, body)
    return written.getvalue()
