"""The suites are really evaluated, are never stale, and an expectation that raised is never a pass."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from adoption_reports.domain.errors import ExpectationRaised
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.metadata.expectations import expectation_suites
from adoption_reports.metadata.rules import RULES
from adoption_reports.validation import checks, suites
from adoption_reports.validation.validator import EXPECTATIONS, Validator
from tests.unit.validation.drawn import REGISTRY, adoption, circumstances, drawn, reading

FILE = reading(drawn("adoptions", [adoption()]))


def _changed(folder: Path, change: Any) -> Path:
    """The committed suites with the first expectation of adoptions changed."""
    for name in DATASETS:
        suite = json.loads((EXPECTATIONS / f"{name}.json").read_text(encoding="utf-8"))
        if name == "adoptions":
            suite["expectations"][0] = change(suite["expectations"][0])
        (folder / f"{name}.json").write_text(json.dumps(suite), encoding="utf-8")
    return folder


def test_the_committed_suites_are_those_of_the_metadata() -> None:
    committed = {path.name: path.read_text(encoding="utf-8") for path in EXPECTATIONS.glob("*.json")}
    assert committed == expectation_suites()


def test_every_rule_is_decided_by_a_suite_or_the_suite_says_by_whom() -> None:
    decided, elsewhere = set(), set()
    for text in expectation_suites().values():
        suite = json.loads(text)
        for one in suite["expectations"]:
            rule = RULES[one["meta"]["rule"]]
            assert one["meta"]["severity"] == rule.severity
            assert one["meta"]["case"] in rule.cases
            decided.add(rule.code)
        elsewhere |= set(suite["meta"]["decided_elsewhere"])
    assert decided | elsewhere == set(RULES)
    assert not decided & elsewhere
    assert {"R01", "R03", "F10", "W02"} <= elsewhere


def test_each_required_column_has_an_expectation() -> None:
    for name, dataset in DATASETS.items():
        suite = json.loads(expectation_suites()[f"{name}.json"])
        presence = [one["meta"]["column"] for one in suite["expectations"] if one["meta"]["rule"] == "R02"]
        assert presence == [c for c in dataset.columns if dataset.column(c).required is not None]


def test_a_suite_changed_by_hand_changes_what_is_found(tmp_path: Path) -> None:
    def forbid(one: dict[str, Any]) -> dict[str, Any]:
        meta = {"rule": "R08", "severity": "hold", "column": "adoption_status", "case": "default"}
        return {"type": "expect_word_in", "kwargs": {"column": "adoption_status", "words": ["stopped"]}, "meta": meta}

    judged = Validator(_changed(tmp_path, forbid)).judge(FILE, circumstances(), REGISTRY)
    assert judged.findings.by_rule == {"F10": 1, "R08": 1}


def test_an_expectation_that_raises_is_our_fault(tmp_path: Path) -> None:
    def misspell(one: dict[str, Any]) -> dict[str, Any]:
        return one | {"kwargs": {"column": "inovation_code", "when": []}}

    validator = Validator(_changed(tmp_path, misspell))
    with pytest.raises(ExpectationRaised, match="inovation_code"):
        validator.judge(FILE, circumstances(), REGISTRY)


def test_a_check_that_raises_is_our_fault(validator: Validator, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(*_: object, **__: object) -> None:
        raise ZeroDivisionError("boom")

    monkeypatch.setitem(checks.CHECKS, "not_a_word", explode)
    with pytest.raises(ExpectationRaised, match="boom"):
        validator.judge(FILE, circumstances(), REGISTRY)


def test_a_missing_metric_is_our_fault(validator: Validator, monkeypatch: pytest.MonkeyPatch) -> None:
    from great_expectations.expectations import registry

    from adoption_reports.validation.engine import FAILING_ROWS

    metrics = {name: kept for name, kept in registry._registered_metrics.items() if name != FAILING_ROWS}
    monkeypatch.setattr(registry, "_registered_metrics", metrics)
    with pytest.raises(ExpectationRaised):
        validator.judge(FILE, circumstances(), REGISTRY)


def test_a_missing_parameter_is_our_fault(tmp_path: Path) -> None:
    def ask(one: dict[str, Any]) -> dict[str, Any]:
        meta = {"rule": "R07", "severity": "hold", "column": "adopted_date", "case": "late"}
        kwargs = {"column": "adopted_date", "max_value": {"$PARAMETER": "nobody_knows"}}
        return {"type": "expect_date_between", "kwargs": kwargs, "meta": meta}

    validator = Validator(_changed(tmp_path, ask))
    with pytest.raises(ExpectationRaised):
        validator.judge(FILE, circumstances(), REGISTRY)


@pytest.mark.parametrize("wrong", [{"type": "expect_the_moon"}, {"kwargs": {"column": "notes"}}])
def test_an_expectation_that_can_not_be_built_is_not_left_out(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(ExpectationRaised):
        Validator(_changed(tmp_path, lambda one: one | wrong))


def test_what_a_metric_raised_is_seen_where_it_is_nested() -> None:
    nested = {"('contract.failing_rows', 'x', ())": {"raised_exception": True, "exception_message": "boom"}}
    assert suites._raised(nested) == "boom"
    assert suites._raised({"raised_exception": False, "exception_message": None}) is None


def test_nothing_of_a_file_stays_in_memory_with_the_validator(validator: Validator) -> None:
    validator.judge(FILE, circumstances(), REGISTRY)
    engine = validator._suites._engine
    assert engine.surroundings is None
    assert not engine.batch_manager.batch_data_cache
    assert not engine.batch_manager.batch_cache


def test_the_library_leaves_spark_alone() -> None:
    """Spark, where it is installed, ends processes that run a command's text once it is loaded with the library."""
    loaded = "import sys, adoption_reports.validation.engine; print('pyspark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
