"""A file's cells as its sender sees them, sheet by sheet, whatever they mean: for showing them back.

Produced by intake, shown by feedback. Source: contract, section 7.
"""

from dataclasses import dataclass

import pyarrow as pa

TEXT, NUMBER, DATE = range(3)
SENT_SCHEMA = pa.schema({"row": pa.int64(), "column": pa.int64(), "kind": pa.int8(), "text": pa.string()})
"""row: from 1, as a person counts; column: from 0; kind: TEXT, NUMBER or DATE; text: as the value readers
see it (dates in ISO form), never empty. In the order of rows, then columns; each place once."""


@dataclass(frozen=True)
class SentSheet:
    """One visible sheet, or a text file.

    name: None for a text file; cells: see SENT_SCHEMA; is_whole: nothing was left out, else only what
    there is room for: rows from the top on, and the rows that were asked for.
    header_row, columns: where the contract's columns stand, contract column -> 0-based position; None and
    empty where the sheet has no dataset.
    """

    name: str | None
    cells: pa.Table
    is_whole: bool
    header_row: int | None
    columns: dict[str, int]


@dataclass(frozen=True)
class SentSheets:
    """All sheets of one file, and the names of those that are not among them: hidden, charts, or too many."""

    sheets: tuple[SentSheet, ...] = ()
    not_shown: tuple[str, ...] = ()
