"""What a column asks for, in sentences for whoever fills in a report.

Made from the column's description alone, so that template, guide and rules can't disagree.
Source: contract, sections 3 and 4.
"""

from adoption_reports.domain.periods import Period
from adoption_reports.domain.wording import day_in_words, listed, number_in_words
from adoption_reports.metadata.columns import COLUMNS, Column, When
from adoption_reports.metadata.datasets import Dataset
from adoption_reports.metadata.limits import FIRST_DAY


def heading(column: Column) -> str:
    """The column's name as a header cell shows it; a star says that it is always needed."""
    title = column.title[0].upper() + column.title[1:]
    return f"{title} *" if is_always_needed(column) else title


def is_always_needed(column: Column) -> bool:
    """Whether no row may leave it blank."""
    return column.required is not None and any(when.column is None for when in column.required)


def needed(column: Column) -> str:
    """When a row must have a value: "Needed when the adoption status is adopted or stopped."."""
    if column.required is None:
        return "May stay blank."
    if is_always_needed(column):
        return "Always needed."
    return f"Needed when {listed([_condition(when) for when in column.required])}."


def _condition(when: When) -> str:
    title = COLUMNS[when.column or ""].title
    if when.words:
        return f"the {title} is {listed(when.words, 'or')}"
    if when.above is not None:
        return f"the {title} is above {number_in_words(when.above)}"
    return f"the {title} is {'blank' if when.blank else 'given'}"


def allowed(column: Column, period: Period) -> str:
    """What may be written: "A whole number from 0 to 5,000,000."."""
    said = _allowed(column, period)
    return f"{said} Blank counts as 0." if column.blank_counts_as_zero and column.required is None else said


def _allowed(column: Column, period: Period) -> str:
    if column.words:
        return f"One of: {', '.join(column.words)}."
    if column.shape:
        return f"{column.shape[0].upper()}{column.shape[1:]}."
    if column.kind == "date":
        return f"A date from {day_in_words(FIRST_DAY)} to {day_in_words(period.end)}."
    if column.minimum is not None and column.maximum is not None:
        limits = f"from {number_in_words(column.minimum)} to {number_in_words(column.maximum)}"
        number = {
            "integer": f"A whole number {limits}.",
            "money": f"Pounds (not thousands) {limits}, with at most two decimals.",
            "fte": f"A number {limits}, with at most one decimal.",
        }
        return number[column.kind]
    return f"Text of up to {number_in_words(column.max_length or 0)} characters."


def key_in_words(dataset: Dataset) -> str:
    """What tells two rows of a table apart, such as "innovation code and location"."""
    return listed([COLUMNS[part].title if part in COLUMNS else part for part in dataset.key])
