"""Where the records and fields of a text file are: one vectorised pass, exact for any bytes.

Quotes are told apart by their parity; where a quote is in the wrong place, parity means nothing, and
the rest of the block is read by the state machine in exact_records.py. Source: contract, section 12
"Text files".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from adoption_reports.intake.exact_records import exact_records
from adoption_reports.intake.refusal import Refused, too_many_columns, too_many_rows
from adoption_reports.metadata.limits import COLUMNS, ROWS

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

LF, CR, QUOTE = 10, 13, 34
EXACT_RECORDS = 20_000
"""Records that the state machine reads in one go, so that a file of nothing else needs little memory."""


@dataclass(frozen=True)
class Records:
    """n records of one block. Positions are byte offsets into the block.

    start, end: the record's text without its line end; line: line ends before it in the block.
    first, count: its fields are field_start[first : first + count]; is_broken: a quote is in the wrong place.
    field_start, field_end: fields as written, their quotes on.
    consumed, lines: bytes and line ends of the block that these records cover.
    is_exact: the block has a misplaced quote, so some records were read one by one.
    is_unterminated: the bytes end inside a quoted field; that record is not among these.
    """

    start: Integers
    end: Integers
    line: Integers
    first: Integers
    count: Integers
    is_broken: Booleans
    field_start: Integers
    field_end: Integers
    consumed: int
    lines: int
    is_unterminated: bool
    has_quotes: bool
    has_doubled_quotes: bool
    is_exact: bool = False

    def __len__(self) -> int:
        return len(self.start)


def scan_block(block: Bytes, delimiter: int, *, is_last: bool) -> Records:
    """Find every whole record of a block that starts where a record starts.

    is_last: the text ends with this block, so a record without a line end is whole too. Raises Refused
    (F03) where there are too many to be held.
    """
    whole_block = block
    if not is_last and len(block) and block[-1] == CR:
        block = block[:-1]  # its LF may follow
    special = (block == delimiter) | (block == LF) | (block == CR) | (block == QUOTE)
    position = np.flatnonzero(special)
    del special
    kind = block[position]
    is_quote = kind == QUOTE
    if not is_quote.any():
        return _assemble(block, position, kind, is_last=is_last)
    inside = (np.cumsum(is_quote) & 1).astype(np.bool_)
    is_structural = ~is_quote & ~inside
    misplaced = _first_misplaced_quote(block, position, is_quote, inside, delimiter)
    quotes = position[is_quote]
    doubled = bool((np.diff(quotes) == 1).any())
    if misplaced is None:
        is_unterminated = is_last and bool(inside[-1])
        return _assemble(
            block, position, kind, is_structural=is_structural, is_last=is_last and not is_unterminated,
            is_unterminated=is_unterminated, has_doubled_quotes=doubled,
        )  # fmt: skip
    whole = _assemble(
        block[:misplaced], position[:np.searchsorted(position, misplaced)], kind, is_structural=is_structural,
        is_last=False, has_doubled_quotes=doubled,
    )  # fmt: skip
    return _with_exact_rest(whole, whole_block, delimiter, is_last=is_last)


def _first_misplaced_quote(
    block: Bytes, position: Integers, is_quote: Booleans, inside: Booleans, delimiter: int
) -> int | None:
    """The first quote that neither opens a field at its start nor closes it at its end."""
    quotes = position[is_quote]
    opens = inside[is_quote]
    before = np.where(quotes > 0, block[quotes - 1], LF)
    after = np.where(quotes < len(block) - 1, block[np.minimum(quotes + 1, len(block) - 1)], LF)
    neighbour = np.where(opens, before, after)
    is_placed = (neighbour == delimiter) | (neighbour == LF) | (neighbour == CR) | (neighbour == QUOTE)
    wrong = np.flatnonzero(~is_placed)
    return int(quotes[wrong[0]]) if len(wrong) else None


def _assemble(
    block: Bytes,
    position: Integers,
    kind: Bytes,
    *,
    is_last: bool,
    is_structural: Booleans | None = None,
    is_unterminated: bool = False,
    has_doubled_quotes: bool = False,
) -> Records:
    """Records from the positions of delimiters, line ends and quotes. Raises Refused (F03)."""
    kind = kind[: len(position)]
    is_end = (kind == LF) | (kind == CR)
    is_second = (kind == LF) & (position > 0) & (block[position - 1] == CR)  # the LF of a CRLF
    line_ends = np.cumsum(is_end & ~is_second)
    keep = ~is_second if is_structural is None else is_structural[: len(position)] & ~is_second
    separator = position[keep]
    ends_record = is_end[keep]
    count = int(np.count_nonzero(ends_record))
    if len(separator) > COLUMNS * (count + 1):
        raise Refused(too_many_columns())
    if count > ROWS:
        raise Refused(too_many_rows())
    is_crlf = ends_record & (block[separator] == CR)
    is_crlf &= block[np.minimum(separator + 1, len(block) - 1)] == LF
    is_crlf &= separator + 1 < len(block)
    following = separator + 1 + is_crlf
    lines_before = line_ends[keep]
    if is_last and (len(block) > (following[-1] if len(following) else 0) or (len(separator) and not ends_record[-1])):
        separator = np.append(separator, len(block))
        following = np.append(following, len(block))
        ends_record = np.append(ends_record, True)
        lines_before = np.append(lines_before, line_ends[-1] if len(line_ends) else 0)
    last = np.flatnonzero(ends_record)
    used = int(last[-1]) + 1 if len(last) else 0
    field_start = np.concatenate([[0], following[:used]])[:used]
    first = np.concatenate([[0], last + 1])[: len(last)]
    return Records(
        start=field_start[first] if used else np.empty(0, np.int64),
        end=separator[last],
        line=np.concatenate([[0], lines_before[last]])[: len(last)],
        first=first,
        count=last + 1 - first,
        is_broken=np.zeros(len(last), np.bool_),
        field_start=field_start,
        field_end=separator[:used],
        consumed=int(following[used - 1]) if used else 0,
        lines=int(lines_before[used - 1]) if used else 0,
        is_unterminated=is_unterminated,
        has_quotes=is_structural is not None,
        has_doubled_quotes=has_doubled_quotes,
    )


def _with_exact_rest(whole: Records, block: Bytes, delimiter: int, *, is_last: bool) -> Records:
    """The records before a misplaced quote, then the rest of the block as the state machine reads it."""
    data = np.ascontiguousarray(block).data
    rest = list(islice(exact_records(data, delimiter, start=whole.consumed, is_last=is_last), EXACT_RECORDS))
    is_unterminated = bool(rest) and rest[-1].is_unterminated
    if is_unterminated:
        rest.pop()
    fields = [field for record in rest for field in record.fields]
    counts = np.array([len(record.fields) for record in rest], np.int64)
    lines = np.array([record.lines for record in rest], np.int64)

    def joined(old: Integers, new: Iterable[int] | Integers) -> Integers:
        return np.concatenate([old, np.array(list(new), np.int64)])

    return Records(
        start=joined(whole.start, (record.start for record in rest)),
        end=joined(whole.end, (record.end for record in rest)),
        line=joined(whole.line, whole.lines + np.cumsum(lines) - lines),
        first=joined(whole.first, len(whole.field_start) + np.cumsum(counts) - counts),
        count=joined(whole.count, counts),
        is_broken=np.concatenate([whole.is_broken, np.array([r.is_broken for r in rest], np.bool_)]),
        field_start=joined(whole.field_start, (start for start, _ in fields)),
        field_end=joined(whole.field_end, (end for _, end in fields)),
        consumed=rest[-1].following if rest else whole.consumed,
        lines=whole.lines + int(lines.sum()),
        is_unterminated=is_unterminated,
        has_quotes=True,
        has_doubled_quotes=True,
        is_exact=True,
    )
