"""The committed suites, evaluated by Great Expectations over one dataset at a time.

An expectation that raised, or that did not answer, is our fault and never a pass: the library marks
some of these only inside `exception_info`, keyed by metric. Source: performance, "Traps".
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from adoption_reports.domain.errors import ExpectationRaised
from adoption_reports.metadata.datasets import DATASETS
from adoption_reports.validation import engine, expectations  # first: they set the library up

import great_expectations as gx  # isort: skip
import pandas as pd  # isort: skip
from great_expectations.core.expectation_suite import ExpectationSuite  # isort: skip
from great_expectations.data_context.types.base import ProgressBarsConfig  # isort: skip

from adoption_reports.validation.frame import Frame, Positions
from adoption_reports.validation.known import KnownCodes

del expectations


@dataclass(frozen=True)
class Failure:
    """All rows that failed one expectation: one case of one rule, in one column (None: the row)."""

    rule: str
    case: str
    column: str | None
    positions: Positions

    def up_to(self, last: int) -> "Failure":
        """The same failure, of the rows up to a position."""
        return replace(self, positions=self.positions[: np.searchsorted(self.positions, last, "right")])


class Suites:
    """Great Expectations with the suites loaded; built once and used for one file after another."""

    def __init__(self, folder: Path) -> None:
        context = gx.get_context(mode="ephemeral")
        context.enable_analytics(False)
        context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
        source = context.data_sources.add_pandas("submission")
        # The library takes this from the class: no other pandas source is used in our processes.
        type(source).execution_engine_override = engine.ArrowExecutionEngine
        self._engine = source.get_execution_engine()
        asset = source.add_dataframe_asset("dataset")
        self._batches = asset.add_batch_definition_whole_dataframe("rows")
        self._suites = {name: load_suite(folder / f"{name}.json") for name in DATASETS}

    def evaluate(
        self, dataset: str, table: pa.Table, raw: pa.Table, known: KnownCodes, parameters: Mapping[str, Any]
    ) -> tuple[Frame, list[Failure]]:
        """Evaluate a dataset's suite over all its rows.

        Raises ExpectationRaised if any expectation did not come to an answer.
        """
        self._engine.surroundings = engine.Surroundings(DATASETS[dataset], raw, known)
        suite = self._suites[dataset]
        try:
            frame = table.to_pandas(types_mapper=pd.ArrowDtype)
            batch = self._batches.get_batch({"dataframe": frame})
            outcome = batch.validate(suite, result_format="COMPLETE", expectation_parameters=dict(parameters))
            judged: Frame = self._engine.frame
        except Exception as error:
            raise ExpectationRaised(f"{dataset}: {type(error).__name__}: {error}") from error
        finally:
            self._engine.forget()
        failures = list(_failures(outcome, rows=table.num_rows))
        if len(failures) != len(suite.expectations):
            raise ExpectationRaised(f"{dataset}: {len(failures)} answers to {len(suite.expectations)}")
        return judged, failures


def load_suite(path: Path) -> ExpectationSuite:
    """Read a committed suite; an expectation that the library would drop in silence raises."""
    described = json.loads(path.read_text(encoding="utf-8"))
    try:
        suite = ExpectationSuite(**described)
    except Exception as error:
        raise ExpectationRaised(f"{path.name}: {error}") from error
    if len(suite.expectations) != len(described["expectations"]):
        raise ExpectationRaised(f"{path.name}: not every expectation could be built")
    return suite


def _failures(outcome: Any, *, rows: int) -> Iterator[Failure]:
    for answer in outcome.results:
        config = answer.expectation_config
        if raised := _raised(answer.exception_info):
            raise ExpectationRaised(f"{config.type} {config.kwargs}: {raised}")
        result = answer.result
        if result.get("element_count") != rows or answer.success != (result["unexpected_count"] == 0):
            raise ExpectationRaised(f"{config.type} {config.kwargs} gave no answer")
        meta = config.meta
        yield Failure(meta["rule"], meta["case"], meta["column"], result["unexpected_index_list"])


def _raised(info: Any) -> str | None:
    """What an expectation raised: `exception_info` is flat, or nested with one entry a metric."""
    if not isinstance(info, Mapping):
        return None if info is None else str(info)
    if info.get("raised_exception"):
        return str(info.get("exception_message") or "raised without a message")
    return next(filter(None, (_raised(part) for part in info.values() if isinstance(part, Mapping))), None)
