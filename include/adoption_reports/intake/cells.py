"""Cells of a sheet as parallel arrays, however they were parsed."""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

NUMBER, SHARED, TEXT, BOOLEAN, ERROR, ISO_DATE = range(6)
KINDS = {"n": NUMBER, "s": SHARED, "str": TEXT, "inlineStr": TEXT, "b": BOOLEAN, "e": ERROR, "d": ISO_DATE}
MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True)
class Cells:
    """n cells of one sheet.

    row: row numbers, from 1; column: 0-based positions; kind: one of NUMBER … ISO_DATE; style: index of
    the cell's style; is_formula: holds a formula; text: what is stored, entities resolved, null for nothing.
    """

    row: Integers
    column: Integers
    kind: Integers
    style: Integers
    is_formula: Booleans
    text: pa.StringArray

    def __len__(self) -> int:
        return len(self.row)


def read_reference(reference: str) -> tuple[int, int] | None:
    """Row from 1 and column from 0 of an A1 reference; None for anything else, or beyond a sheet's edge."""
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    row = int(found[2])
    return (row, column - 1) if 1 <= row <= MOST_ROWS and column <= MOST_COLUMNS else None
