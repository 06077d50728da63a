"""A Great Expectations engine for Arrow-backed frames, and the one metric that it computes.

It differs from the pandas engine in two ways that were measured to matter: no fingerprint is taken
of a batch, and what the checks share (encodings, the registry) is kept beside the batch.
Source: performance, "Where Great Expectations' time goes".
"""

# ruff: noqa: E402
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")  # read when the library is first imported
# Where Spark is installed the library loads all of it, and Spark ends a process whose main module has no name.
sys.modules.setdefault("pyspark", None)  # type: ignore[arg-type]

import numpy as np
import pandas as pd
import pyarrow as pa
from great_expectations.core.batch import BatchMarkers
from great_expectations.core.batch_spec import RuntimeDataBatchSpec
from great_expectations.execution_engine.pandas_batch_data import PandasBatchData
from great_expectations.execution_engine.pandas_execution_engine import PandasExecutionEngine
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from adoption_reports.metadata.datasets import Dataset
from adoption_reports.validation.checks import CHECKS
from adoption_reports.validation.frame import Frame, Positions
from adoption_reports.validation.known import KnownCodes

if not sys.modules["pyspark"]:
    del sys.modules["pyspark"]

FAILING_ROWS = "contract.failing_rows"


@dataclass(frozen=True)
class Surroundings:
    """What a batch is checked beside: its dataset, its words as sent, and the registry."""

    dataset: Dataset
    raw: pa.Table
    known: KnownCodes


class ArrowBatchData(PandasBatchData):
    """A batch together with its frame, which keeps what several checks need."""

    def __init__(self, engine: "ArrowExecutionEngine", data: pd.DataFrame) -> None:
        super().__init__(execution_engine=engine, dataframe=data)
        beside = engine.surroundings
        if beside is None:
            raise RuntimeError("a batch was given to the engine without its surroundings")
        self.frame = Frame(data, beside.dataset, beside.raw)
        self.known = beside.known


class ArrowExecutionEngine(PandasExecutionEngine):
    """Holds one batch at a time."""

    surroundings: Surroundings | None = None
    frame: Frame | None = None

    def get_batch_data_and_markers(self, batch_spec: Any) -> tuple[ArrowBatchData, BatchMarkers]:
        """Take a frame as it is: no copy, no sampling, no fingerprint."""
        if not isinstance(batch_spec, RuntimeDataBatchSpec):
            raise TypeError(f"only frames in memory are judged, not {type(batch_spec).__name__}")
        data = ArrowBatchData(self, batch_spec.batch_data)
        self.frame = data.frame
        batch_spec.batch_data = "PandasDataFrame"
        return data, BatchMarkers({"ge_load_time": None})

    def batch_data(self, domain: Mapping[str, Any]) -> ArrowBatchData:
        """The batch that a metric is asked of."""
        data = self.batch_manager.batch_data_cache[domain["batch_id"]]
        if not isinstance(data, ArrowBatchData):
            raise TypeError(f"{type(data).__name__} is not a batch of this engine")
        return data

    def forget(self) -> None:
        """Let go of the batch, its frame and its surroundings."""
        self.batch_manager.batch_data_cache.clear()
        self.batch_manager.reset_batch_cache()
        self.surroundings = None
        self.frame = None


class FailingRows(TableMetricProvider):
    """The positions of all rows that fail one check, ascending.

    check: the kernel's name in checks.CHECKS; arguments: its keyword arguments as JSON text, so that
    the metric's identity is one short string.
    """

    metric_name = FAILING_ROWS
    value_keys = ("check", "arguments")

    @metric_value(engine=ArrowExecutionEngine)
    def _arrow(  # the library's own names and order
        cls,  # noqa: N805
        execution_engine: ArrowExecutionEngine,
        metric_domain_kwargs: Mapping[str, Any],
        metric_value_kwargs: Mapping[str, Any],
        metrics: Mapping[str, Any],  # noqa: ARG002
        runtime_configuration: Mapping[str, Any],  # noqa: ARG002
    ) -> tuple[int, Positions]:
        data = execution_engine.batch_data(metric_domain_kwargs)
        check = CHECKS[metric_value_kwargs["check"]]
        failing = check(data.frame, data.known, **json.loads(metric_value_kwargs["arguments"]))
        return data.frame.rows, np.flatnonzero(failing)
