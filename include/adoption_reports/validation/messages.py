"""From a failing position to a finding: the row, the cell, the value as sent, and the sentences.

Values shown are the sender's own; what a rule's sentences need beside the value is looked up here.
Source: contract, section 5; the sentences themselves stand in metadata/rules.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from adoption_reports.domain.findings import Finding, Place, finding
from adoption_reports.domain.judgement import Circumstances
from adoption_reports.domain.reading import KEY_TWICE, MISPLACED_QUOTE, NOT_AN_OBJECT, ROW, DatasetReading
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.unreadable import unreadable_case
from adoption_reports.domain.wording import day_in_words, listed, number_in_words
from adoption_reports.metadata.columns import Column
from adoption_reports.metadata.datasets import DATASETS, Dataset
from adoption_reports.validation.frame import Frame
from adoption_reports.validation.repeats import repeats_of
from adoption_reports.validation.suggestions import Suggestions, zeros_left_out
from adoption_reports.validation.suites import Failure

OTHER_ROWS = 3
"""How many of the other rows with the same key a sentence names before it counts the rest."""
UNREADABLE_VALUE = "R03"
BY_ROW = ("R09", "W06")
"""Rules whose sentences differ from row to row even for equal values."""
BY_STATUS = (("R02", "status"), ("R10", "stopped_date"), ("R10", "beneficiaries"))
"""Cases whose sentences name the row's adoption status."""
_MALFORMED = {MISPLACED_QUOTE: "quote", NOT_AN_OBJECT: "object", KEY_TWICE: "twice"}

Words = dict[str, Any]


@dataclass(frozen=True)
class Messages:
    """Findings about the rows of one dataset."""

    reading: DatasetReading
    frame: Frame
    circumstances: Circumstances
    registry: Registry
    suggestions: Suggestions

    def finding(self, failure: Failure, position: int) -> Finding:
        """What one row's failing of one expectation tells its sender."""
        raw = self.raw(failure.column, position)
        column = None if failure.column is None else self._dataset.column(failure.column)
        case, words = failure.case, {} if column is None else {"column": column.title}
        if failure.rule == UNREADABLE_VALUE and column is not None:
            case, more = unreadable_case(column, raw)
            words |= more
        elif specific := _WORDS.get(failure.rule):
            words |= specific(self, failure, position, raw or "")
        return finding(failure.rule, case, place=self.place(failure.column, position), value=raw, **words)

    def malformed(self, index: int) -> Finding:
        """A record that has no fields to speak of (R01)."""
        (one,) = self.reading.malformed.slice(index, 1).to_pylist()
        row = one[ROW]
        place = Place(self.reading.dataset, self.reading.sheet, row)
        case = _MALFORMED.get(one["found"], "default")
        if case == "quote" and one["lines"] > 1:
            case = "lines"
        words = {
            "found": _fields(one["found"]),
            "expected": number_in_words(one["expected"]),
            "first": number_in_words(row),
            "last": number_in_words(row + one["lines"] - 1),
        }
        return finding("R01", case, place=place, value=one["text"], **words)

    def raw(self, column: str | None, position: int) -> str | None:
        """The value as sent; None where it is blank, or the file has no such column."""
        if column is None or column not in self.reading.raw.column_names:
            return None
        sent: str | None = self.reading.raw.column(column)[position].as_py()
        return sent

    def row(self, position: int) -> int:
        """The row's number as a person sees it."""
        return int(self._row_numbers[position].as_py())

    def place(self, column: str | None, position: int) -> Place:
        """Where it is, as a person sees it."""
        row = self.row(position)
        letters = self.reading.cells.get(column) if column else None
        cell = f"{letters}{row}" if letters else None
        return Place(self.reading.dataset, self.reading.sheet, row, column, cell)

    @cached_property
    def _row_numbers(self) -> pa.ChunkedArray:
        return self.reading.table.column(ROW)

    @property
    def _dataset(self) -> Dataset:
        return DATASETS[self.reading.dataset]

    def _status(self, position: int) -> Words:
        return {"status": self.frame.encoded("adoption_status").at(position)}

    def _missing(self, failure: Failure, position: int, _: str) -> Words:
        return self._status(position) if failure.case == "status" else {}

    def _code(self, failure: Failure, _: int, raw: str) -> Words:
        column = self._column(failure)
        suggestion = self.suggestions.code(column.registry, raw) if column.registry else zeros_left_out(column, raw)
        return {"shape": column.shape, "suggestion": suggestion}

    def _bounds(self, failure: Failure, _: int, __: str) -> Words:
        column = self._column(failure)
        sign = "£" if column.unit == "GBP" else ""
        bounds = {"minimum": column.minimum, "maximum": column.maximum}
        return {name: sign + number_in_words(bound) for name, bound in bounds.items() if bound is not None}

    def _period_end(self, *_: Any) -> Words:
        return {"period_end": day_in_words(self.circumstances.period.end)}

    def _words(self, failure: Failure, _: int, raw: str) -> Words:
        words = self._column(failure).words
        return {"words": listed(words, "or"), "suggestion": self.suggestions.word(words, raw)}

    def _contradiction(self, failure: Failure, position: int, _: str) -> Words:
        return self._status(position) if (failure.rule, failure.case) in BY_STATUS else {}

    def _repeated(self, _: Failure, position: int, __: str) -> Words:
        key = self._dataset.key
        sharing = repeats_of(self.frame, key).sharing(position)
        others = [self.row(one) for one in sharing if one != position]
        named = [number_in_words(row) for row in others[:OTHER_ROWS]]
        if more := len(others) - len(named):
            named.append(f"{number_in_words(more)} more")
        parts = [self.frame.encoded(part).at(position) or "" for part in key]
        return {"key": " at ".join(parts), "other_rows": f"row{'s' if len(others) > 1 else ''} {listed(named)}"}

    def _first_copy(self, _: Failure, position: int, __: str) -> Words:
        sharing = repeats_of(self.frame, self._dataset.key).sharing(position)
        return {"other_rows": f"row {number_in_words(self.row(sharing[0]))}"}

    def _closed(self, _: Failure, position: int, __: str) -> Words:
        code = self._known_code("location_code", position)
        closed = self.registry.locations[code].closed_date
        place = self.registry.resolutions[code].place
        return {"closed": day_in_words(closed) if closed else "", "at": self._named(place)}

    def _elsewhere(self, _: Failure, position: int, __: str) -> Words:
        place = self.registry.resolutions[self._known_code("location_code", position)].place
        area = self.registry.area_of(place) or ""
        network = self.registry.networks.get(area)
        named = f"{network.network_name} ({area})" if network else area
        return {"at": self._named(place), "network": named}

    def _amount(self, _: Failure, __: int, raw: str) -> Words:
        return {"amount": f"£{raw.replace('£', '').strip()}"}

    def _ended(self, _: Failure, position: int, __: str) -> Words:
        one = self.registry.innovations[self._known_code("innovation_code", position)]
        next_one = self.registry.innovations.get(one.successor_code or "")
        hint = f"; its successor is {next_one.innovation_code} ({next_one.innovation_name})" if next_one else ""
        since = day_in_words(one.status_date) if one.status_date else "a day that is not recorded"
        return {"name": one.innovation_name, "status": one.status, "since": since, "suggestion": hint}

    def _column(self, failure: Failure) -> Column:
        return self._dataset.column(failure.column or "")

    def _known_code(self, column: str, position: int) -> str:
        return self.frame.encoded(column).at(position) or ""

    def _named(self, place: str) -> str:
        return f"{place} ({self.registry.locations[place].location_name})"


def _fields(number: int) -> str:
    return "1 field" if number == 1 else f"{number_in_words(number)} fields"


_WORDS: dict[str, Callable[[Messages, Failure, int, str], Words]] = {
    "R02": Messages._missing,
    "R04": Messages._code,
    "R05": Messages._code,
    "R06": Messages._bounds,
    "R07": Messages._period_end,
    "R08": Messages._words,
    "R09": Messages._repeated,
    "R10": Messages._contradiction,
    "W01": Messages._closed,
    "W03": Messages._elsewhere,
    "W06": Messages._first_copy,
    "W07": Messages._ended,
    "W12": Messages._amount,
}
"""What each rule's sentences need beside the value and the column's title."""
