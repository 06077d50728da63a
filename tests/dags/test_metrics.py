"""Our numbers reach a real StatsD server by Airflow's own client, and are the ledger's."""

import pytest
import sqlalchemy as sa
from airflow.sdk.observability import stats
from airflow.sdk.observability.metrics.stats_utils import get_stats_factory

from adoption_reports import steps
from adoption_reports.airflow.metrics import report_gauges, report_judged
from adoption_reports.settings import PROJECT
from adoption_reports.storage.database import table, transaction
from tests.listeners import metrics
from tests.storage.conftest import PERIOD, Pipeline, adoptions

LONG_AGO = sa.text("now() - interval '1 hour'")


def test_the_gauges_are_the_ledgers(pipeline: Pipeline) -> None:
    empty = steps.read_gauges(pipeline.services)
    assert empty == {"uploads_waiting": 0, "oldest_unanswered_seconds": 0, "outbox_depth": 0}
    rows = [f"INN-0001,L0{n},1,received" for n in range(1, 6)] + ["INN-0009,L01,1,received"]
    pipeline.send(f"NENC/{PERIOD}/q3.csv", adoptions(*rows))
    pipeline.run()
    pipeline.send(f"YH/{PERIOD}/q3.csv", adoptions("INN-0001,L03,1,received"))
    (name,) = steps.register_uploads(pipeline.services)
    with transaction(pipeline.services.database) as connection:
        connection.execute(
            table("intake.submission")
            .update()
            .where(table("intake.submission").c.submission_id == name)
            .values(received_at=LONG_AGO)
        )
    found = steps.read_gauges(pipeline.services)
    assert found["uploads_waiting"] == 1
    assert 3600 <= found["oldest_unanswered_seconds"] < 3700
    assert found["held_share"] == pytest.approx(1 / 6)
    assert 0 <= found["upload_to_receipt_seconds_median"] <= found["upload_to_receipt_seconds_slowest"] < 600
    judged = steps.judge(pipeline.services, name)
    assert judged["rows_read"] == 1
    assert judged["seconds"] > 0
    assert steps.judge(pipeline.services, name)["rows_read"] == 0
    assert steps.read_gauges(pipeline.services)["outbox_depth"] > 0


def test_numbers_are_sent_by_airflows_own_client(monkeypatch: pytest.MonkeyPatch) -> None:
    with metrics() as (port, lines):
        monkeypatch.setenv("AIRFLOW__METRICS__STATSD_ON", "True")
        monkeypatch.setenv("AIRFLOW__METRICS__STATSD_HOST", "127.0.0.1")
        monkeypatch.setenv("AIRFLOW__METRICS__STATSD_PORT", str(port))
        stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
        report_gauges({"uploads_waiting": 3, "held_share": 0.25})
        report_judged({"rows_read": 1000, "seconds": 0.5})
        report_judged({"rows_read": 0, "seconds": 0.0})
    monkeypatch.undo()
    stats.initialize(factory=get_stats_factory(), export_legacy_names=False)
    assert lines == [
        "airflow.adoption.uploads_waiting:3|g",
        "airflow.adoption.held_share:0.25|g",
        "airflow.adoption.rows_per_second:2000.0|g",
    ]


def test_every_number_that_is_sent_is_described(pipeline: Pipeline) -> None:
    described = (PROJECT / "docs" / "operations" / "metrics.md").read_text()
    with transaction(pipeline.services.database) as connection:
        sent = connection.exec_driver_sql((PROJECT / "include/sql/checks/gauges.sql").read_text()).keys()
    for name in [*sent, "rows_per_second"]:
        assert f"`adoption.{name}`" in described
