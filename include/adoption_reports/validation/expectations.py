"""The kinds of expectation that the suites in expectations/ are made of.

Each names a kernel of checks.py; all ask the engine for the same metric and answer with the positions
of every failing row. Their names are the suites' `type`s. Source: contract, sections 4 and 5.
"""

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from great_expectations.core.result_format import ResultFormat
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

from adoption_reports.validation.engine import FAILING_ROWS

Conditions = list[dict[str, Any]]
Parameter = dict[str, Any]
"""{"$PARAMETER": name} in a suite; the library puts the value in its place before it evaluates."""


class RowsExpectation(BatchExpectation):
    """Expects that no row fails one check."""

    check: ClassVar[str] = ""

    @property
    def arguments(self) -> dict[str, Any]:
        """What the kernel is called with: the fields that this kind declares itself."""
        own = [name for name in self.__fields__ if name not in RowsExpectation.__fields__]
        return {name: getattr(self, name) for name in own}

    def get_validation_dependencies(
        self,
        execution_engine: Any = None,  # noqa: ARG002
        runtime_configuration: dict[str, Any] | None = None,
    ) -> ValidationDependencies:
        """The one metric, asked of the batch with this expectation's arguments.

        The base class gathers every field of the model first, twice: half of a small file's time.
        """
        metric = MetricConfiguration(
            metric_name=FAILING_ROWS,
            metric_domain_kwargs={"batch_id": self.batch_id},
            metric_value_kwargs={"check": self.check, "arguments": json.dumps(self.arguments)},
        )
        asked = (runtime_configuration or {}).get("result_format", ResultFormat.COMPLETE)
        return ValidationDependencies({FAILING_ROWS: metric}, parse_result_format(asked))

    def _validate(
        self,
        metrics: Mapping[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002
        execution_engine: Any = None,  # noqa: ARG002
    ) -> dict[str, Any]:
        rows, failing = metrics[FAILING_ROWS]
        return {
            "success": failing.size == 0,
            "result": {
                "element_count": rows,
                "unexpected_count": int(failing.size),
                "unexpected_percent": 100 * int(failing.size) / rows if rows else 0.0,
                "unexpected_index_list": failing,
            },
        }


class ExpectRequiredValueWhen(RowsExpectation):
    """A value is there whenever all conditions hold (R02)."""

    check = "missing_when"
    column: str
    when: Conditions


class ExpectCodeToMatch(RowsExpectation):
    """The whole value is of the pattern (R04)."""

    check = "not_matching"
    column: str
    pattern: str


class ExpectCodeInRegistry(RowsExpectation):
    """A well-formed code is in the registry (R04, R05)."""

    check = "not_in_registry"
    column: str
    registry: str
    pattern: str


class ExpectNumberBetween(RowsExpectation):
    """A number lies within bounds, both included (R06, W11)."""

    check = "number_not_between"
    column: str
    min_value: int | None = None
    max_value: int | None = None


class ExpectNumberOutside(RowsExpectation):
    """A number does not lie strictly between two bounds (W12)."""

    check = "number_inside"
    column: str
    above: int
    below: int


class ExpectDateBetween(RowsExpectation):
    """A date lies within bounds, both included (R07)."""

    check = "date_not_between"
    column: str
    min_value: str | Parameter | None = None
    max_value: str | Parameter | None = None


class ExpectWordIn(RowsExpectation):
    """A value is one of the allowed words (R08)."""

    check = "not_a_word"
    column: str
    words: list[str]


class ExpectKeyUnique(RowsExpectation):
    """Rows with the same key are the same row (R09)."""

    check = "key_not_unique"
    key: list[str]


class ExpectRowNotRepeated(RowsExpectation):
    """No row stands further up already (W06)."""

    check = "row_repeated"
    key: list[str]


class ExpectNoValueWhen(RowsExpectation):
    """No value is there where all conditions hold (R10)."""

    check = "value_given_when"
    column: str
    when: Conditions


class ExpectZeroWhen(RowsExpectation):
    """A number is 0 where all conditions hold (R10)."""

    check = "not_zero_when"
    column: str
    when: Conditions


class ExpectDateNotBeforeOther(RowsExpectation):
    """A date is not before the row's other date (R10)."""

    check = "date_before_other"
    column: str
    other_column: str


class ExpectAnyAboveZero(RowsExpectation):
    """At least one of several figures is above 0 (R10)."""

    check = "none_above_zero"
    column: str
    columns: list[str]


class ExpectLocationOpen(RowsExpectation):
    """The location was still open on a day (W01)."""

    check = "location_closed"
    column: str
    registry: str
    on: str | Parameter
    has_successor: bool


class ExpectLocationInArea(RowsExpectation):
    """The place lies in the reporting network's area, or in none (W03)."""

    check = "location_elsewhere"
    column: str
    network_code: str | Parameter


class ExpectInnovationActive(RowsExpectation):
    """The innovation was still active on a day (W07)."""

    check = "innovation_ended"
    column: str
    on: str | Parameter
