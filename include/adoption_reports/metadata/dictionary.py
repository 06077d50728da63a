"""The data dictionary: every column, rule and table in words, as docs/data-dictionary.md.

Source: the other modules of this package.
"""

from collections.abc import Iterable

from adoption_reports.metadata.columns import Column, When
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.measures import MEASURES
from adoption_reports.metadata.rules import EFFECT, RULES, Severity
from adoption_reports.metadata.tables import tables

_SCHEMAS = {
    "marts": "What BI tools read. All of it changes in one transaction.",
    "warehouse": "Accepted lines of every submission. Restricted: it holds notes.",
    "intake": "The ledger: uploads, submissions, findings, acts.",
    "reference": "The registry with its history.",
    "totals": "Derived state from which the marts are made; rebuilt at any time.",
}


def data_dictionary() -> str:
    """The whole page as Markdown."""
    parts = [
        "# Data dictionary",
        "Rendered from `include/adoption_reports/metadata/` by `make render`; edit it there.",
        "## What networks send",
        *_datasets(),
        "## Rules",
        *_rules(),
        "## Measures",
        *_measures(),
        "## Tables of the warehouse",
        *_tables(),
    ]
    return "\n\n".join(parts) + "\n"


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _datasets() -> Iterable[str]:
    for dataset in DATASETS.values():
        yield f"### `{dataset.name}`"
        yield f"{dataset.grain} Key within a file: {', '.join(f'`{part}`' for part in dataset.key)}."
        rows = [_column(name, dataset.column(name)) for name in dataset.columns]
        yield _table(("column", "meaning", "required", "values", "other headings understood"), rows)


def _column(name: str, column: Column) -> tuple[str, ...]:
    aliases = ", ".join(column.aliases) or "none"
    return f"`{name}`", column.description, _required(column), _values(column), aliases


def _required(column: Column) -> str:
    if column.required is None:
        return "no"
    words = [_condition(when) for when in column.required if when.column]
    return f"when {' and '.join(words)}" if words else "yes"


def _condition(when: When) -> str:
    if when.words:
        return f"`{when.column}` is {' or '.join(when.words)}"
    if when.above is not None:
        return f"`{when.column}` is above {when.above}"
    return f"`{when.column}` is {'blank' if when.blank else 'given'}"


def _values(column: Column) -> str:
    if column.words:
        return ", ".join(f"`{word}`" for word in column.words)
    parts: list[str] = [column.shape or column.kind]
    if column.maximum is not None:
        parts.append(f"{column.minimum:,} to {column.maximum:,}")
    if column.max_length is not None:
        parts.append(f"up to {column.max_length:,} characters")
    if column.blank_counts_as_zero:
        parts.append("blank counts as 0")
    return ", ".join(parts)


def _rules() -> Iterable[str]:
    by_severity: dict[Severity, list[str]] = {}
    for rule in RULES.values():
        by_severity.setdefault(rule.severity, []).append(rule.code)
    for severity, codes in by_severity.items():
        yield f"### {severity}: {EFFECT[severity]}"
        rows = []
        for rule in (RULES[code] for code in codes):
            said = " / ".join(words.message for words in rule.cases.values())
            rows.append((rule.code, rule.title, rule.decided_by, said))
        yield _table(("rule", "means", "decided by", "what its sender reads"), rows)


def _measures() -> Iterable[str]:
    yield (
        "Whether figures of one time basis may be added up. Figures since 2013/14 never add up over periods: take"
        " the latest. Networks share adoptions and deals, so most of their figures do not add up to the nation's:"
        " `marts.reconciliation_ladder` shows by how much, and fact rows with `is_counted_nationally` do add up."
    )
    cuts = ("networks", "innovations", "periods")
    rows = [
        (f"`{name}`", measure.title, measure.dataset, *("yes" if cut in measure.adds_up_over else "no" for cut in cuts))
        for name, measure in MEASURES.items()
    ]
    yield _table(("measure", "in words", "dataset", *(f"adds up over {cut}" for cut in cuts)), rows)


def _tables() -> Iterable[str]:
    for schema, promise in _SCHEMAS.items():
        yield f"### Schema `{schema}`"
        yield promise
        for table in tables().values():
            if table.schema == schema:
                yield f"#### `{table.full_name}`"
                yield f"{table.grain} Key: {', '.join(f'`{part}`' for part in table.key) or 'none'}."
                rows = [
                    (f"`{name}`", field.type, "yes" if field.nullable else "no", field.description)
                    for name, field in table.columns.items()
                ]
                yield _table(("column", "type", "may be empty", "meaning"), rows)
