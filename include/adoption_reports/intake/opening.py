"""Where a text file's data begin: the delimiter, and the header among the first rows.

The delimiter is the one under which a header is found, never a guess from statistics.
Source: contract, section 3 "Header".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from adoption_reports.intake.exact_records import exact_records
from adoption_reports.intake.fields import decoded_field
from adoption_reports.intake.header import Header, find_header, nearest_header, no_dataset
from adoption_reports.intake.records import Bytes
from adoption_reports.intake.refusal import Refused, too_many_columns
from adoption_reports.metadata.limits import COLUMNS, HEADER_ROWS

DELIMITERS = b",;\t|"


@dataclass(frozen=True)
class Opening:
    """A text file's delimiter and header, and the data's first byte and line."""

    delimiter: int
    header: Header
    header_row: int
    data_start: int
    data_line: int


def find_opening(data: Bytes) -> Opening:
    """The header under whichever delimiter shows one. Raises Refused (F03, F04)."""
    best: Opening | None = None
    rows_seen: list[Sequence[str]] = []
    refusals: list[Refused] = []
    for delimiter in DELIMITERS:
        try:
            opening, rows = _opening_under(data, delimiter)
        except Refused as refused:
            refusals.append(refused)
            continue
        rows_seen.extend(rows)
        if opening and (best is None or len(opening.header.positions) > len(best.header.positions)):
            best = opening
    if best is not None:
        return best
    nearest = nearest_header(rows_seen)
    if nearest is None and refusals:
        raise refusals[0]
    raise Refused(no_dataset(nearest), format_name="csv")


def _opening_under(data: Bytes, delimiter: int) -> tuple[Opening | None, list[list[str]]]:
    """The header under one delimiter, and the rows that were looked at. Raises Refused (F03)."""
    rows: list[list[str]] = []
    line = 1
    for record in exact_records(data.data, delimiter, start=0, is_last=True, most_fields=COLUMNS):
        if record.is_cut:
            raise Refused(too_many_columns(), format_name="csv")
        if record.is_unterminated:
            break
        cells = [decoded_field(data.data, start, end) for start, end in record.fields]
        rows.append([] if record.is_broken else cells)
        line_before, line = line, line + record.lines
        if header := find_header([rows[-1]]):
            return Opening(delimiter, header, line_before, record.following, line), rows
        if len(rows) == HEADER_ROWS:
            break
    return None, rows
