"""What a template's cells let people enter, and when a cell still needs a value, as a spreadsheet's own rules.

A help while typing, not the check: pasted cells go round them, and every file is judged anyhow.
Rendered from the columns. Source: contract, section 4.
"""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from adoption_reports.domain.periods import Period
from adoption_reports.feedback.column_help import allowed, needed
from adoption_reports.metadata.columns import Column, When
from adoption_reports.metadata.datasets import Dataset
from adoption_reports.metadata.limits import FIRST_DAY

Sources = Mapping[str, str]
"""Registry list or column title -> the range of cells that a drop-down shows."""


def entry_rule(column: Column, period: Period, sources: Sources) -> dict[str, Any]:
    """The data validation of a column's cells, with a message for whoever stands on one."""
    title = column.title[0].upper() + column.title[1:]
    rule: dict[str, Any] = {
        "input_title": title,
        "input_message": f"{column.description} {needed(column)} {_how(column, period)}",
        "error_title": title,
        "error_message": _how(column, period),
    }
    if column.registry:
        # The registry may have grown since the template was made, and another area's codes are allowed.
        rule["error_type"] = "warning"
        rule["error_message"] = (
            f"This {column.title} is not on the sheet {column.registry.title()}. Keep it all the same?"
        )
    return rule | _test(column, period, sources)


def _how(column: Column, period: Period) -> str:
    if column.registry:
        return f"Choose from the list; the sheet {column.registry.title()} has the names."
    return allowed(column, period)


def _test(column: Column, period: Period, sources: Sources) -> dict[str, Any]:
    if column.registry or column.words:
        return {"validate": "list", "source": sources[column.registry or column.title]}
    if column.kind == "date":
        return {"validate": "date", "criteria": "between", "minimum": FIRST_DAY, "maximum": period.end}
    if column.minimum is not None:
        number = "integer" if column.kind == "integer" else "decimal"
        return {"validate": number, "criteria": "between", "minimum": column.minimum, "maximum": column.maximum}
    if column.max_length is not None:
        return {"validate": "length", "criteria": "<=", "value": column.max_length}
    return {"validate": "any"}


def unfilled(dataset: Dataset, name: str, *, row: int) -> str | None:
    """A formula that is true where a cell of the column needs a value and has none; None if none is ever needed.

    row: 0-based row of the first cell that the formula is for; it follows the others by itself.
    """
    column = dataset.column(name)
    if column.required is None:
        return None
    last = xl_col_to_name(len(dataset.columns) - 1)
    is_begun = f"COUNTA($A{row + 1}:${last}{row + 1})>0"
    conditions = [_formula(dataset, when, row) for when in column.required if when.column]
    is_blank = _text(dataset, name, row) + '=""'
    return f"=AND({','.join((is_begun, is_blank, *conditions))})"


def _formula(dataset: Dataset, when: When, row: int) -> str:
    assert when.column is not None
    text = _text(dataset, when.column, row)
    if when.words:
        words = [f'{text}="{word}"' for word in when.words]
        return f"OR({','.join(words)})"
    if when.above is not None:
        return f"N({_cell(dataset, when.column, row)})>{when.above}"
    return text + ('=""' if when.blank else '<>""')


def _text(dataset: Dataset, name: str, row: int) -> str:
    return f"TRIM({_cell(dataset, name, row)})"


def _cell(dataset: Dataset, name: str, row: int) -> str:
    return f"${xl_col_to_name(dataset.columns.index(name))}{row + 1}"
