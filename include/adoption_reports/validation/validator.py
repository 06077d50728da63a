"""Judges what was read from a file: every rule that the file alone can break, and the verdict.

Pure: the moment, the registry and the words are arguments; the same reading is always judged the same.
Source: contract, sections 4 to 7 and 12.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from adoption_reports.domain.errors import LinesLost
from adoption_reports.domain.judgement import Circumstances, JudgedDataset, Judgement
from adoption_reports.domain.reading import ROW, UNREADABLE, DatasetReading, Reading
from adoption_reports.domain.registry import Registry
from adoption_reports.domain.submissions import REJECTED
from adoption_reports.metadata.limits import FIRST_DAY, HELD_ROWS_RETURNED
from adoption_reports.validation.assembly import held_back, held_back_by_rule, held_rows, lines
from adoption_reports.validation.frame import Mask
from adoption_reports.validation.known import KnownCodes
from adoption_reports.validation.listing import Told, list_findings, told_already
from adoption_reports.validation.messages import Messages
from adoption_reports.validation.outcome import Outcome, outcome_of
from adoption_reports.validation.suggestions import Suggestions
from adoption_reports.validation.suites import Suites
from adoption_reports.validation.verdict import (
    about_the_file,
    datasets_that_count,
    is_nil,
    too_many_held,
    verdict,
)

EXPECTATIONS = Path(__file__).resolve().parents[3] / "expectations"
"""The committed suites."""
_RULES_BETWEEN_COLUMNS = ("R02", "R10")
"""The holding rules that a row of sound values can break by a figure that does not go with the others."""


class Validator:
    """Great Expectations with the suites, loaded once; judges one file after another."""

    def __init__(self, expectations: Path = EXPECTATIONS) -> None:
        self._suites = Suites(expectations)
        self._known: KnownCodes | None = None

    def judge(self, reading: Reading, circumstances: Circumstances, registry: Registry) -> Judgement:
        """Judge one file.

        Raises ExpectationRaised or LinesLost for faults of ours; a bad file is a verdict.
        """
        outcomes = [self._evaluate(one, circumstances, registry) for one in datasets_that_count(reading)]
        suggestions = Suggestions(registry, circumstances.network_code)
        messages = {
            one.reading.dataset: Messages(one.reading, one.frame, circumstances, registry, suggestions)
            for one in outcomes
        }
        findings = list_findings(
            [*_about_the_file(reading, circumstances, registry, outcomes), *_about_rows(outcomes, messages)]
        )
        decided = verdict(findings.severities, [one.rows_held for one in outcomes])
        says_nothing = is_nil(reading, circumstances)
        judged = [_judged(one, messages[one.reading.dataset], decided, says_nothing) for one in outcomes]
        back = [held_back(one, _not_counted(one, decided)) for one in outcomes]
        return Judgement(
            verdict=decided,
            findings=findings,
            datasets=tuple(judged),
            held_back_beneficiaries=sum(people for people, _ in back),
            held_back_investment=sum((money for _, money in back), Decimal("0.00")),
            held_back_by_rule=held_back_by_rule(outcomes),
            format=reading.format,
            ignored_sheets=reading.ignored_sheets,
        )

    def contradictory(self, dataset: str, lines: pa.Table) -> dict[int, str]:
        """The lines whose figures do not go with the rest of their row: row number to the rule that would hold it."""
        parameters = {"period_end": FIRST_DAY.isoformat(), "network_code": ""}  # of rules that look at no figure
        readable = pa.repeat(pa.scalar(0, pa.int64()), lines.num_rows)
        table = lines.append_column(UNREADABLE, readable)
        _, failures = self._suites.evaluate(dataset, table, lines, KnownCodes.of(Registry({}, {}, {}, {})), parameters)
        numbers = lines[ROW].to_pylist()
        return {
            numbers[position]: failure.rule
            for failure in failures
            if failure.rule in _RULES_BETWEEN_COLUMNS
            for position in failure.positions
        }

    def _evaluate(self, reading: DatasetReading, circumstances: Circumstances, registry: Registry) -> Outcome:
        parameters = {
            "period_end": circumstances.period.end.isoformat(),
            "network_code": circumstances.network_code,
        }
        known = self._known_of(registry)
        frame, failures = self._suites.evaluate(reading.dataset, reading.table, reading.raw, known, parameters)
        return outcome_of(reading, frame, failures)

    def _known_of(self, registry: Registry) -> KnownCodes:
        if self._known is None or self._known.registry is not registry:
            self._known = KnownCodes.of(registry)
        return self._known


def _about_the_file(
    reading: Reading, circumstances: Circumstances, registry: Registry, outcomes: list[Outcome]
) -> Iterator[Told]:
    held = (found for one in outcomes for found in too_many_held(one.reading, one.rows_held))
    yield from told_already((*reading.findings, *about_the_file(reading, circumstances, registry), *held))


def _about_rows(outcomes: list[Outcome], messages: Mapping[str, Messages]) -> Iterator[Told]:
    for one in outcomes:
        yield from one.told(messages[one.reading.dataset])


def _not_counted(outcome: Outcome, decided: str) -> Mask:
    """The rows that are held back: those held, or in a refused file every row that is not repeated."""
    return ~outcome.repeated if decided == REJECTED else outcome.held


def _judged(outcome: Outcome, messages: Messages, decided: str, says_nothing: bool) -> JudgedDataset:
    """One dataset with each row accounted for; raises LinesLost when one is not."""
    reading, is_refused = outcome.reading, decided == REJECTED
    read, repeated, limit = reading.rows_read, outcome.rows_repeated, outcome.rows_held
    if is_refused:
        limit = min(limit, HELD_ROWS_RETURNED)
    accepted, held = lines(outcome), held_rows(outcome, messages, limit)
    if accepted.num_rows + outcome.rows_held + repeated != read or held.num_rows != limit:
        where = f"{reading.dataset} on {reading.sheet}"
        raise LinesLost(where, read=read, accepted=accepted.num_rows, held=held.num_rows, repeated=repeated)
    if is_refused:
        accepted = accepted.slice(0, 0)
    return JudgedDataset(
        dataset=reading.dataset,
        sheet=reading.sheet,
        rows_read=read,
        rows_accepted=accepted.num_rows,
        rows_held=read - repeated if is_refused else held.num_rows,
        rows_repeated=repeated,
        rows_blank=reading.rows_blank,
        is_nil=says_nothing and not is_refused,
        lines=accepted,
        held=held,
    )
