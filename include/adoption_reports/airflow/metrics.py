"""Our numbers among Airflow's own metrics, to StatsD or OpenTelemetry as its settings say; to nowhere by default.

Source: docs/operations/metrics.md, which names each.
"""

from collections.abc import Mapping
from typing import Any

from airflow.sdk.observability import stats

PREFIX = "adoption"


def report_gauges(found: Mapping[str, float]) -> None:
    """Report the ledger's gauges."""
    for name, value in found.items():
        stats.gauge(f"{PREFIX}.{name}", value)


def report_judged(judged: Mapping[str, Any]) -> None:
    """Report how fast one submission was judged; one that was judged already says nothing."""
    if judged["rows_read"] and judged["seconds"]:
        stats.gauge(f"{PREFIX}.rows_per_second", judged["rows_read"] / judged["seconds"])
