"""One dataset being read: blocks of raw rows in, one typed table with its values as sent out.

Every row that comes in is counted: read, malformed or blank. Source: contract, sections 3, 7 and 12.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.periods import Period, parse_period
from adoption_reports.domain.reading import MALFORMED_SCHEMA, ROW, UNREADABLE, DatasetReading
from adoption_reports.intake.header import Header, column_letters
from adoption_reports.intake.spool import Spool
from adoption_reports.intake.values import Booleans, arrow_type, canonical_codes, read_column
from adoption_reports.metadata.datasets import KEY_COLUMNS, Dataset

Integers = npt.NDArray[np.int64]
BlankTest = Callable[[Integers], Booleans]

DISAGREEMENTS_LISTED = 100
"""F08 findings of one column; one is enough to refuse the file."""
MALFORMED_CHARACTERS = 100


def table_schema(dataset: Dataset) -> pa.Schema:
    """Contract columns in contract order, then row numbers and R03 bits."""
    columns = [(name, arrow_type(dataset.column(name))) for name in dataset.columns]
    return pa.schema([*columns, (ROW, pa.int64()), (UNREADABLE, pa.int64())])


@dataclass(frozen=True, slots=True)
class Key:
    """What the object key says, which every row must agree with (F08)."""

    network_code: str
    period: Period


@dataclass
class DatasetReader:
    """Collects the rows of one dataset from one sheet or text file."""

    header: Header
    header_row: int
    sheet: str | None
    key: Key
    spool: Spool
    rows_blank: int = 0
    rows_kept: int = 0
    rows_malformed: int = 0
    disagreements: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.schema = table_schema(self.header.dataset)
        self._table = self.spool.table(self.schema)
        self.raw_schema = pa.schema([(name, pa.string()) for name in self.header.positions])
        self._raw = self.spool.table(self.raw_schema)
        self._malformed = self.spool.table(MALFORMED_SCHEMA)

    @property
    def rows_read(self) -> int:
        """Rows so far that are not blank."""
        return self.rows_kept + self.rows_malformed

    def add(
        self,
        rows: Integers,
        columns: Mapping[str, pa.StringArray],
        *,
        is_blank: BlankTest | None = None,
        broken: Mapping[str, Booleans] | None = None,
        may_hold_control: bool = True,
    ) -> None:
        """Read a block of rows.

        rows: n row numbers; columns: contract or key column -> n strings as sent, null for no cell.
        is_blank: tells for some of the n rows whether the columns not given are blank too; None: no row is
        blank. broken: column -> n booleans: the cell holds a formula's error, or a formula without a value.
        """
        readings = {
            name: read_column(self.header.dataset.column(name), columns[name], may_hold_control=may_hold_control)
            for name in self.header.positions
        }
        flags = {name: reading.is_unreadable for name, reading in readings.items()}
        values = {name: reading.values for name, reading in readings.items()}
        for name, is_broken in (broken or {}).items():
            if name in flags and is_broken.any():
                flags[name] = flags[name] | is_broken
                values[name] = pc.if_else(pa.array(is_broken), pa.scalar(None, values[name].type), values[name])
        keep = self._kept(len(rows), [reading.is_blank for reading in readings.values()], is_blank)
        table = self._typed(rows, values, flags)
        raw = pa.record_batch([readings[name].sent for name in self.raw_schema.names], schema=self.raw_schema)
        keys = {name: columns[name] for name in self.header.keys}
        if keep is not None:
            mask = pa.array(keep)
            table, raw = table.filter(mask), raw.filter(mask)
            keys = {name: column.filter(mask) for name, column in keys.items()}
            rows = rows[keep]
        self._check_keys(rows, keys)
        self.rows_kept += table.num_rows
        if table.num_rows:
            self._table.write(table)
            self._raw.write(raw)

    def _kept(self, count: int, blanks: list[Booleans], is_blank: BlankTest | None) -> Booleans | None:
        """Which rows are not blank; None for all of them."""
        if is_blank is None:
            return None
        candidates = np.flatnonzero(np.logical_and.reduce(blanks))
        if not len(candidates):
            return None
        dropped = candidates[is_blank(candidates)]
        self.rows_blank += len(dropped)
        keep = np.ones(count, np.bool_)
        keep[dropped] = False
        return keep

    def _typed(self, rows: Integers, values: Mapping[str, pa.Array], flags: Mapping[str, Booleans]) -> pa.RecordBatch:
        unreadable = np.zeros(len(rows), np.int64)
        for bit, name in enumerate(self.header.dataset.columns):
            if name in flags and flags[name].any():
                unreadable |= flags[name].astype(np.int64) << bit
        contract = [
            values[f.name] if f.name in values else pa.nulls(len(rows), f.type)
            for f in self.schema
            if f.name not in (ROW, UNREADABLE)
        ]
        return pa.record_batch([*contract, pa.array(rows), pa.array(unreadable)], schema=self.schema)

    def add_malformed(
        self,
        rows: Integers,
        found: Integers,
        texts: pa.StringArray,
        *,
        lines: Integers | None = None,
        swallowed: Integers | None = None,
    ) -> None:
        """Record rows whose fields can't be told apart (R01); see MALFORMED_SCHEMA. None: a line, no row, each."""
        self.rows_malformed += len(rows)
        if not len(rows):
            return
        expected = np.full(len(rows), self.header.width)
        lines = np.ones(len(rows), np.int64) if lines is None else lines
        swallowed = np.zeros(len(rows), np.int64) if swallowed is None else swallowed
        columns = [*(pa.array(numbers) for numbers in (rows, found, expected, lines, swallowed)), texts]
        self._malformed.write(pa.record_batch(columns, schema=MALFORMED_SCHEMA))

    def _check_keys(self, rows: Integers, keys: Mapping[str, pa.StringArray]) -> None:
        """F08 for each row whose network or period is another than the key's. A blank cell claims nothing."""
        for name, column in keys.items():
            listed = sum(one.place.column == name for one in self.disagreements)
            if listed >= DISAGREEMENTS_LISTED:
                continue
            encoded = column.dictionary_encode()
            disagrees = pa.array(
                [not self._agrees(name, value) for value in encoded.dictionary.to_pylist()], pa.bool_()
            )
            wrong = np.asarray(pc.fill_null(disagrees.take(encoded.indices), False).to_numpy(zero_copy_only=False))
            for index in np.flatnonzero(wrong)[: DISAGREEMENTS_LISTED - listed]:
                self.disagreements.append(self._disagreement(name, int(rows[index]), column[int(index)].as_py()))

    def _agrees(self, name: str, sent: str) -> bool:
        if not sent.strip():
            return True
        if name == "network_code":
            return bool(canonical_codes(pa.array([sent]))[0].as_py() == self.key.network_code.upper())
        return parse_period(sent) == self.key.period

    def _disagreement(self, name: str, row: int, sent: str) -> Finding:
        expected = self.key.network_code if name == "network_code" else self.key.period.label
        place = Place(self.header.dataset.name, self.sheet, row, name, self._cell(name, row))
        case = "unread" if name == "reporting_period" and parse_period(sent) is None else "default"
        return finding("F08", case, place=place, value=sent, column=KEY_COLUMNS[name].title, expected=expected)

    def _cell(self, name: str, row: int) -> str | None:
        if self.sheet is None:
            return None
        return f"{column_letters(self.header.keys[name])}{row}"

    def finish(self) -> DatasetReading:
        """Everything that was read."""
        positions = self.header.positions if self.sheet is not None else {}
        return DatasetReading(
            dataset=self.header.dataset.name,
            sheet=self.sheet,
            table=self._table.finish(),
            raw=self._raw.finish(),
            malformed=self._malformed.finish(),
            rows_blank=self.rows_blank,
            cells={name: column_letters(position) for name, position in positions.items()},
        )
