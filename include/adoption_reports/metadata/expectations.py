"""The Great Expectations suites as data, rendered from the columns, datasets, rules and limits.

One suite a dataset, committed in expectations/ and reviewed like code. An expectation decides one
case of one rule; its `meta` says which. Rules that no expectation decides are listed in the suite's
own `meta` with who decides them. `$PARAMETER` values are given when a file is judged.
Source: contract, sections 4 and 5.
"""

import json
from collections.abc import Iterator
from typing import Any

from adoption_reports.metadata.columns import COLUMNS, When
from adoption_reports.metadata.datasets import DATASETS, Dataset
from adoption_reports.metadata.limits import (
    CONTRACT_VERSION,
    FIRST_DAY,
    LARGE_BENEFICIARIES,
    SMALL_INVESTMENT_GBP,
)
from adoption_reports.metadata.rules import RULES, Severity

Expectation = dict[str, Any]

PERIOD_END = {"$PARAMETER": "period_end"}
NETWORK_CODE = {"$PARAMETER": "network_code"}

_SEVERITY_IN_SUITE: dict[Severity, str] = {
    "reject": "critical",
    "hold": "critical",
    "warn": "warning",
    "note": "info",
}


def expectation_suites() -> dict[str, str]:
    """Each dataset's suite as JSON text, by its file name; the same text for the same metadata."""
    return {
        f"{name}.json": json.dumps(_suite(dataset), indent=2, ensure_ascii=False) + "\n"
        for name, dataset in DATASETS.items()
    }


def _suite(dataset: Dataset) -> dict[str, Any]:
    expectations = [*_required(dataset), *_values(dataset), *_rows(dataset), *_warnings(dataset)]
    elsewhere = {rule.code: rule.decided_by for rule in RULES.values() if rule.decided_by != "expectations"}
    return {
        "name": dataset.name,
        "meta": {
            "dataset": dataset.name,
            "grain": dataset.grain,
            "contract_version": CONTRACT_VERSION,
            "decided_elsewhere": elsewhere,
        },
        "expectations": expectations,
    }


def _expect(kind: str, rule: str, case: str, column: str | None, **kwargs: Any) -> Expectation:
    """One expectation. `column` is the one that its findings name; None: they name the row alone."""
    if case not in RULES[rule].cases:
        raise KeyError(f"{rule} has no case {case}")
    said = {} if column is None else {"column": column}
    return {
        "type": kind,
        "kwargs": said | kwargs,
        "severity": _SEVERITY_IN_SUITE[RULES[rule].severity],
        "meta": {"rule": rule, "severity": RULES[rule].severity, "column": column, "case": case},
    }


def _required(dataset: Dataset) -> Iterator[Expectation]:
    for name in dataset.columns:
        conditions = dataset.column(name).required
        if conditions is not None:
            when = [condition.as_mapping() for condition in conditions if condition.column]
            yield _expect("expect_required_value_when", "R02", _case(name, conditions), name, when=when)


def _case(name: str, conditions: tuple[When, ...]) -> str:
    if any(condition.words for condition in conditions):
        return "status"
    is_last_resort = COLUMNS[name].registry == "locations" and all(when.blank for when in conditions)
    return "place" if is_last_resort else "default"


def _values(dataset: Dataset) -> Iterator[Expectation]:
    for name in dataset.columns:
        column = dataset.column(name)
        if column.pattern:
            yield _expect("expect_code_to_match", "R04", "malformed", name, pattern=column.pattern)
        if column.registry:
            rule, case = ("R05", "default") if column.registry == "locations" else ("R04", "unknown")
            known = {"registry": column.registry, "pattern": column.pattern}
            yield _expect("expect_code_in_registry", rule, case, name, **known)
        if column.minimum is not None or column.maximum is not None:
            bounds = {"min_value": column.minimum, "max_value": column.maximum}
            yield _expect("expect_number_between", "R06", "default", name, **bounds)
        if column.kind == "date":
            yield _expect("expect_date_between", "R07", "early", name, min_value=FIRST_DAY.isoformat())
            yield _expect("expect_date_between", "R07", "late", name, max_value=PERIOD_END)
        if column.words:
            yield _expect("expect_word_in", "R08", "default", name, words=list(column.words))


def _rows(dataset: Dataset) -> Iterator[Expectation]:
    yield _expect("expect_key_unique", "R09", "default", None, key=list(dataset.key))
    for case, kind, kwargs in CONTRADICTIONS[dataset.name]:
        yield _expect(kind, "R10", case, **kwargs)


def _not(word: str) -> list[str]:
    return [status for status in COLUMNS["adoption_status"].words if status != word]


CONTRADICTIONS: dict[str, tuple[tuple[str, str, dict[str, Any]], ...]] = {
    "adoptions": (
        (
            "stopped_date",
            "expect_no_value_when",
            {
                "column": "stopped_date",
                "when": [When("adoption_status", words=tuple(_not("stopped"))).as_mapping()],
            },
        ),
        (
            "order",
            "expect_date_not_before_other",
            {"column": "stopped_date", "other_column": "adopted_date"},
        ),
        (
            "beneficiaries",
            "expect_zero_when",
            {
                "column": "beneficiaries_count",
                "when": [When("adoption_status", words=tuple(_not("adopted"))).as_mapping()],
            },
        ),
    ),
    "economic_impact": (
        (
            "nothing",
            "expect_any_above_zero",
            {
                "column": "jobs_safeguarded_fte",
                "columns": ["investment_gbp", "jobs_created_fte", "jobs_safeguarded_fte"],
            },
        ),
    ),
}
"""R10 of each dataset: its case, the kind of expectation, and what that takes. The column named is
the later one in contract order."""


def _warnings(dataset: Dataset) -> Iterator[Expectation]:
    for name in dataset.columns:
        registry = dataset.column(name).registry
        if registry == "locations":
            closed = {"registry": registry, "on": PERIOD_END}
            yield _expect("expect_location_open", "W01", "successor", name, **closed, has_successor=True)
            yield _expect("expect_location_open", "W01", "none", name, **closed, has_successor=False)
            yield _expect("expect_location_in_area", "W03", "default", name, network_code=NETWORK_CODE)
        if registry == "innovations":
            yield _expect("expect_innovation_active", "W07", "default", name, on=PERIOD_END)
        if name == "beneficiaries_count":
            yield _expect("expect_number_between", "W11", "default", name, max_value=LARGE_BENEFICIARIES)
        if name == "investment_gbp":
            gap = {"above": 0, "below": SMALL_INVESTMENT_GBP}
            yield _expect("expect_number_outside", "W12", "default", name, **gap)
    yield _expect("expect_row_not_repeated", "W06", "default", None, key=list(dataset.key))
