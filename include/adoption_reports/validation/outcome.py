"""What becomes of each row of one dataset: accepted, held or repeated, and with which findings.

rows read = accepted + held + repeated, always. Source: contract, sections 5 and 7.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from adoption_reports.domain.findings import Finding
from adoption_reports.domain.reading import ROW, DatasetReading
from adoption_reports.metadata.rules import RULES
from adoption_reports.validation.frame import Frame, Mask
from adoption_reports.validation.listing import Told
from adoption_reports.validation.messages import UNREADABLE_VALUE, Messages
from adoption_reports.validation.suites import Failure

MALFORMED = "R01"
REPEATED = "W06"


@dataclass(frozen=True)
class Outcome:
    """One dataset, each row of its table in exactly one of three masks.

    Records that have no fields to speak of (R01) are held too, and in none of the masks.
    """

    reading: DatasetReading
    frame: Frame
    failures: tuple[Failure, ...]
    accepted: Mask
    held: Mask
    repeated: Mask

    @property
    def rows_held(self) -> int:
        """Rows with a finding that holds them."""
        return int(np.count_nonzero(self.held)) + int(self.reading.malformed.num_rows)

    @property
    def rows_repeated(self) -> int:
        """Further copies of rows that count once."""
        return int(np.count_nonzero(self.repeated))

    @property
    def holding(self) -> Iterator[Failure]:
        """The failures that hold rows."""
        return (failure for failure in self.failures if RULES[failure.rule].severity == "hold")

    def told(self, messages: Messages) -> Iterator[Told]:
        """Every finding about a row, ready to be counted and listed."""
        numbers = self.reading.table.column(ROW).to_numpy()
        for failure in self.failures:
            make = partial(_make, messages.finding, failure)
            yield Told(failure.rule, numbers[failure.positions], make)
        yield Told(MALFORMED, self.reading.malformed.column(ROW).to_numpy(), messages.malformed)


def outcome_of(reading: DatasetReading, frame: Frame, failures: Iterable[Failure]) -> Outcome:
    """Decide every row, and keep of the warnings only those about rows that count."""
    found = [*_unreadable(frame), *failures]
    held, copies = (np.zeros(frame.rows, dtype=np.bool_) for _ in range(2))
    for failure in found:
        if RULES[failure.rule].severity == "hold":
            held[failure.positions] = True
        elif failure.rule == REPEATED:
            copies[failure.positions] = True
    repeated = copies & ~held
    accepted = ~held & ~repeated
    kept = []
    for failure in found:
        about = {"hold": None, "warn": repeated if failure.rule == REPEATED else accepted}
        mask = about[RULES[failure.rule].severity]
        positions = failure.positions if mask is None else failure.positions[mask[failure.positions]]
        if positions.size:
            kept.append(Failure(failure.rule, failure.case, failure.column, positions))
    return Outcome(reading, frame, tuple(kept), accepted, held, repeated)


def _unreadable(frame: Frame) -> Iterator[Failure]:
    """R03, decided by intake a bit a column."""
    if frame.has_unreadable:
        for column in frame.dataset.columns:
            yield Failure(UNREADABLE_VALUE, "", column, np.flatnonzero(frame.unreadable(column)))


def _make(finding: Callable[[Failure, int], Finding], failure: Failure, index: int) -> Finding:
    return finding(failure, int(failure.positions[index]))
