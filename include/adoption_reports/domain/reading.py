"""What reading a file yields: typed tables with the words as sent, and what the bytes alone tell.

Produced by intake, judged by validation. Source: contract, sections 3 and 12.
"""

from dataclasses import dataclass, field

import pyarrow as pa

from adoption_reports.domain.findings import Finding

ROW = "row"
"""Name of the column with row numbers as a person sees them (int64)."""
UNREADABLE = "unreadable"
"""Name of the int64 column whose bit i says that contract column i of the row breaks R03."""

MALFORMED_SCHEMA = pa.schema(
    {
        ROW: pa.int64(),
        "found": pa.int64(),
        "expected": pa.int64(),
        "lines": pa.int64(),
        "swallowed": pa.int64(),
        "text": pa.string(),
    }
)
"""found, expected: fields, or for what has none a reason below 0; lines: how many the record covers;
swallowed: how many of these, the first aside, look like rows of their own; text: cut at 100 characters."""

MISPLACED_QUOTE, NOT_AN_OBJECT, KEY_TWICE = -1, -2, -3
"""Why a record has no fields to speak of."""


@dataclass(frozen=True)
class DatasetReading:
    """One dataset as read from one sheet or text file.

    table: n rows; every contract column in contract order, typed and canonical, null where blank,
        absent or unreadable; then `row` and `unreadable`.
    raw: the same n rows in the same order; one string column per contract column that the file
        has: the value as sent, null where blank.
    malformed: records that have no fields to speak of (R01); not in `table`. See MALFORMED_SCHEMA.
    cells: contract column -> spreadsheet column letters, for A1 addresses; empty for text files.
    """

    dataset: str
    sheet: str | None
    table: pa.Table
    raw: pa.Table
    malformed: pa.Table
    rows_blank: int
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def rows_read(self) -> int:
        """Every row that is not blank."""
        return int(self.table.num_rows + self.malformed.num_rows)

    @property
    def rows_swallowed(self) -> int:
        """Rows that a misplaced quote made part of another: beyond `rows_read`, for nobody can tell them apart."""
        return sum(self.malformed["swallowed"].to_pylist())


@dataclass(frozen=True)
class Reading:
    """Everything that reading one file told.

    format: csv, xlsx, …, as recognised from the bytes; "unknown" where it was not.
    findings: about the file, not about rows: F rules decided in intake, W09, W13, W15, and F08 by row.
    """

    format: str
    datasets: tuple[DatasetReading, ...]
    findings: tuple[Finding, ...] = ()
    ignored_sheets: tuple[str, ...] = ()
