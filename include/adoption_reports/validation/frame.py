"""One dataset's rows as the checks see them: Arrow columns, encoded once, nulls kept apart.

Checks ask for a column's distinct values and each row's index into them, so that a pattern, a list
of words or a registry is looked at once a distinct value and not once a row. -1 is a null.
Source: contract, sections 4 and 5; performance, "What made it lean".
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from adoption_reports.domain.locations import place_key
from adoption_reports.domain.reading import UNREADABLE
from adoption_reports.metadata.datasets import Dataset

Mask = NDArray[np.bool_]
Positions = NDArray[np.int64]
Indices = NDArray[np.int32]

LOCATION = "location"
"""The part of a key that is made from a row's location code, or else its name and postcode."""


@dataclass(frozen=True)
class Encoded:
    """A column as distinct values and, for each of n rows, the index of its value; -1 for null."""

    indices: Indices
    values: pa.Array

    def rows_where(self, flags: Mask) -> Mask:
        """The rows whose value is flagged; a null never is. flags: one a distinct value."""
        return np.append(flags, False)[self.indices]

    def at(self, position: int) -> str | None:
        """The value of one row."""
        index = self.indices[position]
        return None if index < 0 else self.values[int(index)].as_py()

    def as_array(self, rows: Mask | Positions) -> pa.Array:
        """The values of some rows in row order, plain."""
        indices = self.indices[rows]
        return self.values.take(pa.array(indices, mask=indices < 0)).cast(pa.string())


class Frame:
    """n rows of one dataset. Every mask has n entries; positions are 0-based.

    data: an Arrow-backed frame with every contract column and `unreadable` (see domain.reading).
    raw: the same rows as sent, for cells that could not be read. has_unreadable: whether there are any.
    """

    def __init__(self, data: pd.DataFrame, dataset: Dataset, raw: pa.Table) -> None:
        self.dataset = dataset
        self.rows = len(data)
        self._data = data
        self._raw = raw
        self.repeats: dict[tuple[str, ...], object] = {}
        self._encoded: dict[str, Encoded] = {}
        self._valid: dict[str, Mask] = {}
        unreadable = self.values(UNREADABLE).to_numpy(zero_copy_only=False)
        self.has_unreadable = bool(unreadable.any())
        self._unreadable = unreadable if self.has_unreadable else np.broadcast_to(np.int64(0), self.rows)

    def values(self, column: str) -> pa.Array:
        """A column's values, the Arrow memory that the frame was made from."""
        chunked = self._data[column].array.__arrow_array__()
        if chunked.num_chunks == 1:
            return chunked.chunk(0)
        return chunked.combine_chunks()

    def valid(self, column: str) -> Mask:
        """Where a column has a value that could be read."""
        if column not in self._valid:
            self._valid[column] = np.asarray(self.values(column).is_valid().to_numpy(zero_copy_only=False))
        return self._valid[column]

    def unreadable(self, column: str) -> Mask:
        """Where a column has something that could not be read (R03)."""
        bit = np.int64(1 << self.dataset.columns.index(column))
        return np.asarray((self._unreadable & bit) != 0)

    def blank(self, column: str) -> Mask:
        """Where a column has nothing at all."""
        missing = ~self.valid(column)
        return missing & ~self.unreadable(column) if self.has_unreadable else missing

    def encoded(self, column: str) -> Encoded:
        """A text column's distinct values and the rows' indices into them."""
        if column == LOCATION:
            return self.location
        if column not in self._encoded:
            self._encoded[column] = _encode(self.values(column))
        return self._encoded[column]

    def days(self, column: str) -> tuple[NDArray[np.int32], Mask]:
        """A date column as days since 1970 (0 where null), and where it is valid."""
        values = self.values(column).cast(pa.int32())
        return values.fill_null(0).to_numpy(zero_copy_only=False), self.valid(column)

    @cached_property
    def location(self) -> Encoded:
        """Each row's location: its code, or else LOC:<postcode>:<name>; null where neither is whole."""
        codes = self.encoded("location_code")
        unnamed = self.blank("location_code") & self.valid("location_name") & self.valid("location_postcode")
        rows = np.flatnonzero(unnamed)
        if not rows.size:
            return codes
        names, postcodes = self.encoded("location_name"), self.encoded("location_postcode")
        pairs, which = np.unique(
            names.indices[rows].astype(np.int64) * len(postcodes.values) + postcodes.indices[rows], return_inverse=True
        )
        keys = [
            place_key(
                names.values[int(pair) // len(postcodes.values)].as_py(),
                postcodes.values[int(pair) % len(postcodes.values)].as_py(),
            )
            for pair in pairs
        ]
        distinct = _encode(pa.array(keys, pa.string()))
        indices = codes.indices.copy()
        indices[rows] = distinct.indices[which] + len(codes.values)
        return Encoded(indices, pa.concat_arrays([codes.values.cast(pa.string()), distinct.values]))

    def content(self, column: str, rows: Positions) -> Positions:
        """A number for each row's content of a column: equal numbers, equal content after reading.

        A blank that counts as zero equals 0; what could not be read equals only the same words.
        """
        values = self.values(column).take(pa.array(rows))
        if self.dataset.column(column).blank_counts_as_zero:
            values = values.fill_null(pa.scalar(0, values.type))
        numbers = _encode(values).indices.astype(np.int64)
        broken = np.flatnonzero(self.unreadable(column)[rows])
        if broken.size:
            sent = _encode(self._raw.column(column).take(pa.array(rows[broken])).combine_chunks())
            numbers[broken] = -3 - sent.indices  # -1 is a null, -2 a formula without a stored value
        return numbers


def _encode(values: pa.Array) -> Encoded:
    encoded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    indices = encoded.indices.cast(pa.int32())
    if indices.null_count:
        indices = pc.fill_null(indices, -1)
    return Encoded(indices.to_numpy(zero_copy_only=False), encoded.dictionary)
